/** Free space where the stack writes. */

import { statfs } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { PlinthError } from "../../model/errors";

/** A place that must have room. */
export interface DiskNeed {
  /** Path that will be written to; it need not exist yet. */
  readonly path: string;
  /** What is written there, as part of a sentence. */
  readonly purpose: string;
  /** Free space that must be there, in GiB. */
  readonly minimumGiB: number;
}

/** Free space that the services' data needs at least: Postgres alone writes 50 MiB at once. In GiB. */
export const dataMinimumGiB = 1;
/** Free space that Docker needs at least for containers and logs once the images are there. In GiB. */
export const dockerMinimumGiB = 2;

/** Answers how many bytes are free to us at an existing path. */
export type FreeBytes = (path: string) => Promise<number>;

const GiB = 1024 ** 3;

async function freeBytesOnDisk(path: string): Promise<number> {
  const stats = await statfs(path);
  return stats.bavail * stats.bsize;
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path));
}

/** The places that have too little room, each as an error. */
export async function diskProblems(
  needs: readonly DiskNeed[],
  freeBytes: FreeBytes = freeBytesOnDisk,
): Promise<PlinthError[]> {
  const problems: PlinthError[] = [];
  for (const { path, purpose, minimumGiB } of needs) {
    // An answer that cannot be had (another user's folder) is no reason to stop.
    const free = await freeBytes(nearestExisting(path)).catch(() => Infinity);
    if (free >= minimumGiB * GiB) continue;
    const found = free >= GiB ? `${(free / GiB).toFixed(1)} GiB` : `${Math.floor(free / 1024 ** 2)} MiB`;
    problems.push(
      new PlinthError(
        "disk-full",
        `${purpose} (${path}) has ${found} of free space, and ${minimumGiB} GiB are needed.`,
      ),
    );
  }
  return problems;
}
