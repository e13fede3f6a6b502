/** Rules of `plinth:ray` that hold on every cluster. */

import type { z } from "zod";
import { standardWorkers } from "./plan";

/** The bounds of both groups of workers, and what the largest number is where none is given. */
const bounds = [
  { least: "minWorkers", most: "maxWorkers", standard: standardWorkers.cpu },
  { least: "minGpuWorkers", most: "maxGpuWorkers", standard: standardWorkers.gpu },
] as const;

/** Reports a least number of workers above the largest. It takes any value, as it runs also where others are wrong. */
export function checkRayBounds(settings: unknown, context: Pick<z.core.$RefinementCtx, "addIssue">): void {
  if (typeof settings !== "object" || settings === null) return;
  const values = settings as Readonly<Record<string, unknown>>;
  for (const { least, most, standard } of bounds) {
    const min = values[least];
    const max = values[most] ?? standard;
    if (typeof min !== "number" || typeof max !== "number" || min <= max) continue;
    context.addIssue({
      code: "custom",
      path: [least],
      message: `is above plinth:ray.${most}, which is ${String(max)}`,
      params: { allowed: `0 to ${String(max)}, or a larger ${most}`, example: max },
    });
  }
}
