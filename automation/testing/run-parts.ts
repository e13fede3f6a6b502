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
 * Runs parts side by side, as many as the processors bear: each begins as soon as there is room for it and what it comes
 * after is through, earlier parts first. A part that fails does not keep the others from running. What parts say is
 * written in the order in which they began, each in one piece.
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
      if (!mayBegin(part, { waiting, running: [...running.keys()], processors })) continue;
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

/** Where the run stands. */
interface Standing {
  readonly waiting: ReadonlySet<TestPart>;
  readonly running: readonly TestPart[];
  readonly processors: number;
}

/** Where nothing runs the next part begins, whatever it takes: else it never would on a smaller machine. */
function mayBegin(part: TestPart, { waiting, running, processors }: Standing): boolean {
  if (running.length === 0) return true;
  const unfinished = new Set([...waiting, ...running].map(({ name }) => name));
  if (part.after?.some((name) => unfinished.has(name)) === true) return false;
  const taken = running.reduce((sum, other) => sum + processorsOf(other), 0);
  return taken + processorsOf(part) <= processors;
}

function processorsOf({ processors = 1 }: TestPart): number {
  return processors;
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
