import { RouterError } from "../errors.ts";
import type { Model, Registry } from "../registry/registry.ts";

import type { RequestFacts } from "./facts.ts";
import type { Target } from "./target.ts";

/** The targets that can take a request: large enough, and with all that it needs. */
export function fit(targets: readonly Target[], facts: RequestFacts): readonly Target[] {
  const fitting = targets.filter((target) => holds(target, facts) && lacks(target, facts).length === 0);
  return fitting.length === targets.length ? targets : fitting;
}

/** Why none of a model's targets fits, and which model would. */
export function noneFits(registry: Registry, model: Model, facts: RequestFacts): RouterError {
  const capable = model.targets.filter((target) => lacks(target, facts).length === 0);
  if (capable.length === 0) {
    const missing = [...new Set(model.targets.flatMap((target) => lacks(target, facts)))].join(" and ");
    return new RouterError(
      "unsupported_by_model",
      `The request needs ${missing}, which no target of '${model.name}' has; ${suggestion(registry, facts)}.`,
      { param: "model" },
    );
  }
  const largest = Math.max(...capable.map(({ entry }) => entry.context_length ?? Infinity));
  return new RouterError(
    "context_length_exceeded",
    `The prompt has about ${facts.promptTokens} tokens and asks for ${facts.answerTokens} more; ` +
      `'${model.name}' holds ${largest} in all; ${suggestion(registry, facts)}.`,
    { param: "messages" },
  );
}

function holds({ entry }: Target, { promptTokens, answerTokens }: RequestFacts): boolean {
  return entry.context_length === undefined || promptTokens + answerTokens <= entry.context_length;
}

function lacks({ entry }: Target, { needs }: RequestFacts): readonly string[] {
  const { capabilities } = entry;
  return capabilities === undefined ? [] : needs.filter((need) => !capabilities.includes(need));
}

function suggestion(registry: Registry, facts: RequestFacts): string {
  const better = registry.models
    .filter(({ targets }) => fit(targets, facts).length > 0)
    .map(({ name }) => name);
  return better.length === 0 ? "no model here can take it" : `it would fit ${better.slice(0, 5).join(", ")}`;
}
