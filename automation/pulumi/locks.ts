/** Locks that Pulumi left behind when it was ended by force. */

import { hostname } from "node:os";
import type { Stack } from "@pulumi/pulumi/automation";
import type { Reporter } from "../reporter";

/** How Pulumi names the holder of a lock. */
const holders = /created by [^@\s]*@(\S+) \(pid (\d+)\)/g;

/** True where a message names locks, and each is that of a process of this machine that is gone. */
export function namesOnlyStaleLocks(
  message: string,
  isAlive: (pid: number) => boolean = processIsAlive,
): boolean {
  const locks = [...message.matchAll(holders)];
  return locks.length > 0 && locks.every(([, host, pid]) => host === hostname() && !isAlive(Number(pid)));
}

function processIsAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Does the work; where only stale locks are in its way, removes them and does it again. */
export async function withoutStaleLocks<T>(
  stack: Stack,
  reporter: Reporter,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || !namesOnlyStaleLocks(error.message)) throw error;
    reporter.note("Removing the lock of a Pulumi process that was ended by force.");
    await stack.cancel();
    return work();
  }
}
