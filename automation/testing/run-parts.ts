/** Runs the parts of `./plinth test` one after the other. */

import { PlinthError } from "../../model/errors";
import { nearest } from "../../model/nearest";
import { failedOnce, total } from "./outcome";
import type { Outcome } from "./outcome";
import type { TestPart } from "./parts";
import type { PartContext } from "./tools";

/** A part that has run. */
export interface PartResult extends Outcome {
  readonly part: string;
  readonly seconds: number;
}

/** All that has run. */
export interface TestResult extends Outcome {
  readonly parts: readonly PartResult[];
  readonly seconds: number;
}

/**
 * The parts of these names, in the parts' own order.
 *
 * @throws PlinthError usage for a name that no part has.
 */
export function selectParts(
  parts: readonly TestPart[],
  names: readonly string[] | undefined,
): readonly TestPart[] {
  if (names === undefined) return parts;
  const known = parts.map(({ name }) => name);
  for (const name of names) {
    if (known.includes(name)) continue;
    const suggestion = nearest(name, known);
    throw new PlinthError("usage", `There is no part '${name}'.`, {
      fix: `${suggestion === undefined ? "" : `Did you mean \`${suggestion}\`? `}The parts are: ${known.join(", ")}.`,
    });
  }
  return parts.filter(({ name }) => names.includes(name));
}

/**
 * Runs parts in turn. A part that fails does not keep the others from running.
 *
 * @throws the signal's reason where it was aborted.
 */
export async function runParts(parts: readonly TestPart[], context: PartContext): Promise<TestResult> {
  const startedAt = performance.now();
  const results: PartResult[] = [];
  for (const part of parts) {
    context.write(`\n== ${part.name}: ${part.title}`);
    const partStartedAt = performance.now();
    const outcome = await part
      .run(context)
      .catch((error: unknown) => failedOnce(`${part.name}: it could not start: ${String(error)}`));
    context.signal.throwIfAborted();
    const result = { part: part.name, ...outcome, seconds: (performance.now() - partStartedAt) / 1000 };
    context.write(`== ${describe(result)}`);
    results.push(result);
  }
  return { ...total(results), parts: results, seconds: (performance.now() - startedAt) / 1000 };
}

function describe({ part, passed, failed, skipped, seconds }: PartResult): string {
  return `${part}: ${passed} passed, ${failed} failed, ${skipped.length} skipped in ${seconds.toFixed(1)} s`;
}
