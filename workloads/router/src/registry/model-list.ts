import * as z from "zod";

import type { BackendCall, CompleteAnswer } from "../backends/backend.ts";
import { RouterError } from "../errors.ts";

import type { Model, Registry } from "./registry.ts";

const listed = z.object({ data: z.array(z.looseObject({ id: z.string() })) });

/** When a model came that only the registry knows: no time of its own, so the beginning of OpenAI's. */
const NO_TIME = 0;

/** A model as OpenAI lists it. */
export interface ListedModel {
  readonly id: string;
  readonly object: "model";
  /** Seconds since 1970. */
  readonly created: number;
  readonly owned_by: string;
}

/**
 * Every model: those that the registry names, and those that the backends of its patterns list themselves. A backend
 * that does not answer takes only its own models with it.
 * @returns the list; where there is nothing to list because a backend refuses, that backend's own error
 * @throws RouterError where there is nothing to list because no backend answers
 */
export async function listModels(
  registry: Registry,
  call: BackendCall,
): Promise<readonly ListedModel[] | CompleteAnswer> {
  const named = registry.names.map((id) => ownModel(registry.named(id) as Model));
  const asked = registry.models.filter(({ name }) => name.includes("*"));
  const found = await Promise.allSettled(asked.map((model) => fromBackends(model, call)));
  const lists = found.map((result) => (result.status === "fulfilled" ? result.value : undefined));
  const models = lists.filter((list) => Array.isArray(list)) as (readonly ListedModel[])[];
  if (named.length === 0 && models.length === 0) {
    const [first] = found;
    if (first?.status === "rejected") throw first.reason;
    if (first !== undefined) return first.value;
  }
  const all = [...named, ...models.flat()];
  return [...new Map(all.toReversed().map((model) => [model.id, model])).values()].toReversed();
}

function ownModel({ name, targets }: Model): ListedModel {
  return { id: name, object: "model", created: NO_TIME, owned_by: targets[0]?.entry.backend ?? "none" };
}

/** What the first target's backend lists, under the names that clients ask for. */
async function fromBackends(
  { name, targets }: Model,
  call: BackendCall,
): Promise<readonly ListedModel[] | CompleteAnswer> {
  const [target] = targets;
  if (target === undefined) return [];
  const answer = await target.backend.models(call);
  if (answer.status >= 400) return answer;
  const parsed = listed.safeParse(answer.json);
  if (!parsed.success)
    throw new RouterError(
      "upstream_invalid_response",
      "The upstream's list of models is not in OpenAI's shape.",
    );
  const [before = "", after = ""] = target.entry.model.split("*");
  return parsed.data.data
    .filter(({ id }) => id.startsWith(before) && id.endsWith(after))
    .map((model) => ({
      ...model,
      id: name.replace("*", () => model.id.slice(before.length, model.id.length - after.length)),
      object: "model" as const,
      created: typeof model["created"] === "number" ? model["created"] : NO_TIME,
      owned_by: typeof model["owned_by"] === "string" ? model["owned_by"] : target.entry.backend,
    }));
}
