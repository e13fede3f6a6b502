import { createHash } from "node:crypto";

import type { BackendKind, RoutingStrategy } from "../registry/schema.ts";

import type { RequestFacts } from "./facts.ts";
import type { Target } from "./target.ts";

/** Tokens that an answer is taken to have where the client names no limit; it only weighs prices against each other. */
const USUAL_ANSWER_TOKENS = 500;

/** On the same machine, on machines of one's own, or somebody else's. */
const DISTANCE: Readonly<Record<BackendKind, number>> = {
  "openai-compatible": 1,
  openai: 2,
  anthropic: 2,
  gemini: 2,
  "local-agent": 0,
};

/** A number that orders targets: the smallest is asked first. */
type Score = (target: Target, facts: RequestFacts) => number;

const scores: Readonly<Record<RoutingStrategy, Score>> = {
  "local-first": ({ kind }) => DISTANCE[kind],
  // An exponential variable of this rate is the smallest of all with a chance in proportion to the weight.
  weighted: ({ entry }) => -Math.log(1 - Math.random()) / entry.weight,
  "least-in-flight": ({ inFlight, entry }) => (inFlight + 1) / entry.weight,
  // One that was never measured is tried first.
  latency: ({ latencyMs }) => latencyMs ?? -1,
  cost: priceOf,
  "prefix-affinity": (target, { prefix }) => rendezvous(prefix(), target),
};

/**
 * Targets in the order in which they are to be asked: by priority, then by the strategy, then as the registry lists
 * them. A session that the client names goes to the same target as long as it lives, whatever the strategy.
 */
export function inOrder(
  targets: readonly Target[],
  strategy: RoutingStrategy,
  facts: RequestFacts,
): readonly Target[] {
  if (targets.length < 2) return targets;
  const { session } = facts;
  const score: Score = session === undefined ? scores[strategy] : (target) => rendezvous(session, target);
  return targets
    .map((target, index) => ({
      target,
      index,
      priority: target.entry.weight === 0 ? Infinity : target.entry.priority,
      score: score(target, facts),
    }))
    .sort((a, b) => compare(a.priority, b.priority) || compare(a.score, b.score) || a.index - b.index)
    .map(({ target }) => target);
}

/** Not by subtraction, which is no number for two infinite values. */
function compare(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** US dollars for this request; targets without a price come last. */
function priceOf({ entry }: Target, { promptTokens, answerTokens }: RequestFacts): number {
  if (entry.price === undefined) return Infinity;
  const answer = answerTokens === 0 ? USUAL_ANSWER_TOKENS : answerTokens;
  return (promptTokens * entry.price.input + answer * entry.price.output) / 1e6;
}

/**
 * Highest random weight: every router sends a key to the same target without having to ask another, and when a target
 * goes only its own keys move.
 * @see https://www.snia.org/sites/default/files/SDC15_presentations/dist_sys/Jason_Resch_New_Consistent_Hashings_Rev.pdf
 */
function rendezvous(key: string, target: Target): number {
  const digest = createHash("sha256").update(target.id).update("\0").update(key).digest();
  const uniform = (digest.readUIntBE(0, 6) + 1) / (2 ** 48 + 1);
  return -Math.log(uniform) / target.entry.weight;
}
