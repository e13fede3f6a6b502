/** At most one operation at a time changes a stack from this repository. */

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { PlinthError } from "../../model/errors";
import { cachePath } from "../paths";

/** Runs `operation` while holding the stack's lock. The lock of a process that is gone does not count. */
export async function withStackLock<T>(stack: string, operation: () => Promise<T>): Promise<T> {
  const path = cachePath("locks", `${stack}.lock`);
  take(path, stack);
  try {
    return await operation();
  } finally {
    rmSync(path, { force: true });
  }
}

function take(path: string, stack: string): void {
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(path, String(process.pid), { flag: "wx" });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const owner = Number(readFileSync(path, "utf8"));
      if (attempt > 0 || isAlive(owner))
        throw new PlinthError(
          "stack-locked",
          `Another ./plinth (process ${owner}) is changing the stack ${stack}.`,
          {
            fix: `Wait for it to end. If there is no such process, remove ${path}.`,
          },
        );
      rmSync(path, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
