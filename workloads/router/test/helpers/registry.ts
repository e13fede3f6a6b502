import type { Backend } from "../../src/backends/backend.ts";
import { Registry } from "../../src/registry/registry.ts";
import type { RegisteredBackend } from "../../src/registry/registry.ts";
import { registryFile } from "../../src/registry/schema.ts";
import type { RoutingStrategy } from "../../src/registry/schema.ts";
import type { RequestFacts } from "../../src/routing/facts.ts";

/** A backend that no test asks: strategies and registries only look at it. */
function unasked(id: string): RegisteredBackend {
  const refuse = (): Promise<never> => Promise.reject(new Error("nobody asks this backend"));
  const backend: Backend = {
    id,
    origin: `http://${id}.test`,
    models: refuse,
    call: refuse,
    retire: () => undefined,
    close: refuse,
  };
  return { kind: id.startsWith("openai") ? "openai" : "openai-compatible", backend };
}

/** A registry of backends a, b, c and openai. */
export function registryOf(models: object, previous?: Registry): Registry {
  const ids = ["a", "b", "c", "openai"];
  const backends = previous?.backends ?? new Map(ids.map((id) => [id, unasked(id)]));
  return new Registry(backends, registryFile.parse({ models }).models, previous);
}

/** Targets of one model, by the fields that matter to the test. */
export function targetsOf(strategy: RoutingStrategy, ...targets: object[]): Registry {
  const listed = targets.map((target) => ({ model: "m", ...target }));
  return registryOf({ m: { routing_strategy: strategy, targets: listed } });
}

export const FACTS: RequestFacts = {
  promptTokens: 100,
  answerTokens: 0,
  needs: [],
  prefix: () => "",
  session: undefined,
};
