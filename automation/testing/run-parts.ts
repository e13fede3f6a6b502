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
 * Runs parts in turn, and those that say so side by side. A part that fails does not keep the others from running.
 *
 * @throws the signal's reason where it was aborted.
 */
export async function runParts(parts: readonly TestPart[], context: PartContext): Promise<TestResult> {
  const startedAt = performance.now();
  const results: PartResult[] = [];
  for (const group of groupsOf(parts)) {
    const [first, ...others] = group;
    const running = [runPart(first, context), ...others.map((part) => runAside(part, context))];
    for (const { result, lines } of await Promise.all(running)) {
      for (const line of lines) context.write(line);
      results.push(result);
    }
    context.signal.throwIfAborted();
  }
  return { ...total(results), parts: results, seconds: (performance.now() - startedAt) / 1000 };
}

/** Each part that does not run beside the one before it begins a group. */
function groupsOf(parts: readonly TestPart[]): readonly (readonly [TestPart, ...TestPart[]])[] {
  const groups: [TestPart, ...TestPart[]][] = [];
  for (const part of parts) {
    const group = groups.at(-1);
    if (part.beside === true && group !== undefined) group.push(part);
    else groups.push([part]);
  }
  return groups;
}

/** A part that has run, and what it has not written yet. */
interface Ran {
  readonly result: PartResult;
  readonly lines: readonly string[];
}

async function runPart(part: TestPart, context: PartContext): Promise<Ran> {
  context.write(`\n== ${part.name}: ${part.title}`);
  const startedAt = performance.now();
  const outcome = await part
    .run(context)
    .catch((error: unknown) => failedOnce(`${part.name}: it could not start: ${String(error)}`));
  const result = { part: part.name, ...outcome, seconds: (performance.now() - startedAt) / 1000 };
  if (!context.signal.aborted) context.write(`== ${describe(result)}`);
  return { result, lines: [] };
}

/** Keeps what a part writes until the one that runs beside it is through: nobody can read two at once. */
async function runAside(part: TestPart, context: PartContext): Promise<Ran> {
  const lines: string[] = [];
  const { result } = await runPart(part, { ...context, write: (line) => lines.push(line) });
  return { result, lines };
}

function describe({ part, passed, failed, skipped, seconds }: PartResult): string {
  return `${part}: ${passed} passed, ${failed} failed, ${skipped.length} skipped in ${seconds.toFixed(1)} s`;
}
