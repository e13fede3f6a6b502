/** At most one process builds the images of this repository; the others wait for it and then look again. */

import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { cachePath } from "../paths";

/** Time between two looks at a lock that another process holds, in milliseconds. */
const lookEveryMs = 500;

/** The living process that holds the lock, or `undefined` where nobody does. */
function holderOf(path: string): number | undefined {
  let pid = 0;
  try {
    pid = Number(readFileSync(path, "utf8"));
    if (!Number.isInteger(pid) || pid <= 0) return undefined;
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    // EPERM: the process lives and belongs to another user.
    return (error as NodeJS.ErrnoException).code === "EPERM" ? pid : undefined;
  }
}

/** Makes the lock with its content in one step, so that nobody finds it empty. */
function take(path: string): boolean {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

/** How the wait is followed. */
export interface LockOptions {
  /** Called once with the process that is waited for. */
  readonly onWait: (pid: number) => void;
  readonly signal?: AbortSignal | undefined;
  /** File of the lock. @default one in the cache folder */
  readonly path?: string;
}

/**
 * Runs `work` while holding the lock, after whoever holds it now. The lock of a process that is gone does not count.
 *
 * @throws the signal's reason where it was aborted while waiting.
 */
export async function withBuildLock<T>(work: () => Promise<T>, options: LockOptions): Promise<T> {
  const { onWait, signal, path = cachePath("locks", "images.lock") } = options;
  let told = false;
  while (!take(path)) {
    const holder = holderOf(path);
    if (holder === undefined) {
      rmSync(path, { force: true });
      continue;
    }
    if (!told) onWait(holder);
    told = true;
    await sleep(lookEveryMs, undefined, { signal }).catch(() => signal?.throwIfAborted());
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}
