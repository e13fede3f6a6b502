import type { CompleteAnswer } from "../backend.ts";

/** A model of a provider's list; `created` in seconds since 1970, 0 where it is not told. */
export interface ProviderModel {
  readonly id: string;
  readonly created: number;
}

/** A provider's list of models, as OpenAI writes one. */
export function listedModels(
  answer: CompleteAnswer,
  models: readonly ProviderModel[],
  owner: string,
): CompleteAnswer {
  const data = models.map(({ id, created }) => ({ id, object: "model", created, owned_by: owner }));
  const json = { object: "list", data };
  return { ...answer, body: Buffer.from(JSON.stringify(json)), json };
}
