/** Runs the parts of `./plinth test`. */

import { PlinthError } from "../../model/errors";
import { nearest } from "../../model/nearest";
import { failedOnce, total } from "./outcome";
import type { Outcome } from "./outcome";
import type { TestPart } from "./parts";
import { sharedProcessors } from "./tools";
import type { PartContext } from "./tools";
import { Turns } from "./turns";
import type { Speaker } from "./turns";

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
 * Runs parts side by side, as many as the processors bear: each begins once what it comes after is through and there is
 * room for it, and no later one takes the room that it waits for. A part that fails does not keep the others from
 * running. What parts say is written in the order in which they began, each in one piece.
 *
 * @param processors how many there are to share
 * @throws the signal's reason where it was aborted.
 */
export async function runParts(
  parts: readonly TestPart[],
  context: PartContext,
  processors = sharedProcessors,
): Promise<TestResult> {
  const startedAt = performance.now();
  const turns = new Turns(context.write);
  const waiting = new Set(parts);
  const running = new Map<TestPart, Promise<void>>();
  const results = new Map<TestPart, PartResult>();
  const run = async (part: TestPart): Promise<void> => {
    results.set(part, await runPart(part, context, turns.join()));
    running.delete(part);
  };
  for (;;) {
    if (context.signal.aborted) waiting.clear();
    for (const part of waiting) {
      if (mustWait(part, [...waiting, ...running.keys()])) continue;
      if (!hasRoom(part, [...running.keys()], processors)) break;
      waiting.delete(part);
      running.set(part, run(part));
    }
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  context.signal.throwIfAborted();
  const inOrder = parts.flatMap((part) => results.get(part) ?? []);
  return { ...total(inOrder), parts: inOrder, seconds: (performance.now() - startedAt) / 1000 };
}

/** Whether one that a part comes after is not through. */
function mustWait({ after = [] }: TestPart, unfinished: readonly TestPart[]): boolean {
  return unfinished.some(({ name }) => after.includes(name));
}

/** Where nothing runs there is room, whatever a part takes: else it would never begin on a smaller machine. */
function hasRoom({ processors = 1 }: TestPart, running: readonly TestPart[], all: number): boolean {
  const taken = running.reduce((sum, other) => sum + (other.processors ?? 1), 0);
  return running.length === 0 || taken + processors <= all;
}

async function runPart(part: TestPart, context: PartContext, { write, end }: Speaker): Promise<PartResult> {
  write(`\n== ${part.name}: ${part.title}`);
  const startedAt = performance.now();
  const outcome = await part
    .run({ ...context, write })
    .catch((error: unknown) => failedOnce(`${part.name}: it could not start: ${String(error)}`));
  const result = { part: part.name, ...outcome, seconds: (performance.now() - startedAt) / 1000 };
  if (!context.signal.aborted) write(`== ${describe(result)}`);
  end();
  return result;
}

function describe({ part, passed, failed, skipped, seconds }: PartResult): string {
  return `${part}: ${passed} passed, ${failed} failed, ${skipped.length} skipped in ${seconds.toFixed(1)} s`;
}
