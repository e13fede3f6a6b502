/** Files in which a server of this machine leaves its process id (Linux: the names of processes come from `/proc`). */

import { readFileSync, rmSync } from "node:fs";

/** The name of the file's process; `undefined` where there is no such file, no number in it, or no such process. */
function processName(file: string): string | undefined {
  try {
    const id = readFileSync(file, "utf8").trim();
    return /^[0-9]+$/.test(id) ? readFileSync(`/proc/${id}/comm`, "utf8").trim() : undefined;
  } catch {
    return undefined;
  }
}

/**
 * True where the process that the file names is there and is that program: one that was killed leaves its file behind,
 * and the system gives the same number to another program later.
 *
 * @param program At most 15 characters, as Linux keeps names.
 */
export function runsByPidFile(file: string, program: string): boolean {
  return processName(file) === program;
}

/** Deletes the file where its process is another program by now; true where it did. */
export function removeReusedPidFile(file: string, program: string): boolean {
  const name = processName(file);
  if (name === undefined || name === program) return false;
  rmSync(file, { force: true });
  return true;
}
