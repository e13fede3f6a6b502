/** Reads from the cloud that a program makes while it runs, and what can be said to them without one. */

import { AsyncLocalStorage } from "node:async_hooks";
import { isDeepStrictEqual } from "node:util";
import type { RecordedCall } from "../protocol";
import type { SourcePosition } from "../types";
import { isObject } from "./wire";

/** Functions that render a chart or manifests: what they give is a part of the plan that is not expanded. */
export const rendering: ReadonlySet<string> = new Set([
  "kubernetes:helm:template",
  "kubernetes:kustomize:directory",
  "kubernetes:yaml:decode",
]);

/** The read that a piece of the program waits for. */
interface CurrentRead {
  /** True where the program needs the value itself and not an output. */
  readonly plain: boolean;
  readonly source: SourcePosition | undefined;
}

/** What a read gives. */
export type Answer =
  | { readonly result: Readonly<Record<string, unknown>> }
  | "unknown"
  /** Unknown too, and what it would give is missing from the plan. */
  | "rendered"
  /** Not to be had, and the program cannot go on without. */
  | { readonly missing: SourcePosition | undefined };

/** Answers reads with what was recorded, with unknown values, or not at all. */
export class Calls {
  private readonly current = new AsyncLocalStorage<CurrentRead>();

  constructor(private readonly recorded: readonly RecordedCall[]) {}

  /** Runs a read of the program, so that `answer` knows who asks. */
  during<T>(read: CurrentRead, action: () => T): T {
    return this.current.run(read, action);
  }

  /** The recorded result of a function, where there is one for these arguments. */
  recordedResult(
    token: string,
    args: Readonly<Record<string, unknown>>,
  ): Readonly<Record<string, unknown>> | undefined {
    return this.recorded.find((call) => call.token === token && matches(args, call.args ?? {}))?.result;
  }

  /** True where there is a recorded result for the function with any arguments. */
  knows(token: string): boolean {
    return this.recorded.some((call) => call.token === token);
  }

  answer(token: string, args: Readonly<Record<string, unknown>>): Answer {
    const result = this.recordedResult(token, args);
    if (result !== undefined) return { result };
    if (rendering.has(token)) return "rendered";
    const read = this.current.getStore();
    // A copy of the SDK that is not ours to wrap does not say which form it asks for: the strict one is assumed.
    return read?.plain === false ? "unknown" : { missing: read?.source };
  }
}

/** True where everything that is wanted is there too, at any depth; lists must be equal. */
function matches(given: unknown, wanted: unknown): boolean {
  if (isObject(given) && isObject(wanted)) {
    return Object.entries(wanted).every(([key, value]) => matches(given[key], value));
  }
  return isDeepStrictEqual(given, wanted);
}
