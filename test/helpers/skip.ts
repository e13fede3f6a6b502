import type { Context, Hook } from "mocha";

/** Skips the test, or from a hook all tests of its suite, and leaves the reason for the summary of `./plinth test`. */
export function skipBecause(context: Context, reason: string): never {
  const runnable = context.test as Hook | undefined;
  const place = runnable?.type === "hook" ? runnable.parent : runnable;
  if (place !== undefined) Object.assign(place, { skipReason: reason });
  return context.skip();
}
