import { appendFileSync } from "node:fs";
import type { Context, Hook } from "mocha";

/** Skips the test, or from a hook all tests of its suite, and leaves the reason for the summary of `./plinth test`. */
export function skipBecause(context: Context, reason: string): never {
  const runnable = context.test as Hook | undefined;
  const place = runnable?.type === "hook" ? runnable.parent : runnable;
  if (place !== undefined) {
    Object.assign(place, { skipReason: reason });
    // Mocha's workers tell the process that reports nothing of what stands on a test but its own fields.
    const file = process.env["PLINTH_SKIP_REASONS"];
    if (file !== undefined) appendFileSync(file, `${JSON.stringify({ place: place.fullTitle(), reason })}\n`);
  }
  return context.skip();
}
