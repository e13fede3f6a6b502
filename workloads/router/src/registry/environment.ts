import type * as z from "zod";

import { backendEntry, modelEntry } from "./schema.ts";
import type { BackendEntry, ModelEntry, RegistryEntries } from "./schema.ts";

/** Providers whose models are there as `<provider>/<model>` as soon as their key is. */
const PROVIDERS = ["openai", "anthropic", "gemini"] as const;

/** What the environment alone says about where models are. */
export interface EnvironmentBackends {
  /** Base URL of an OpenAI-compatible server that knows every model that nobody else has. */
  readonly upstreamUrl: string | undefined;
  /** Address of llm-d, without `/v1`; its models are there as `llm-d/<model>`. */
  readonly llmdEndpoint: string | undefined;
  /** Address of the local agent; its models are there under their own names, which begin with `local_`. */
  readonly localAgentUrl: string | undefined;
  /** The key of a variable such as `EXTERNAL_OPENAI_KEY`; undefined where there is none. */
  readonly key: (variable: string) => string | undefined;
}

/** Models of the local agent. */
const LOCAL_MODELS = "local_*";

/** The variable of the upstream's key. */
export const UPSTREAM_KEY = "ROUTER_UPSTREAM_API_KEY";

/** The registry that the environment makes without a file: what is reachable, under its own name. */
export function entriesOf({
  upstreamUrl,
  llmdEndpoint,
  localAgentUrl,
  key,
}: EnvironmentBackends): RegistryEntries {
  const backends: Record<string, BackendEntry> = {};
  const models: Record<string, ModelEntry> = {};
  const add = (
    backend: string,
    pattern: string,
    entry: z.input<typeof backendEntry>,
    model: string = "*",
  ): void => {
    backends[backend] = backendEntry.parse(entry);
    // One place only: who sends a request again is the client, as without a router.
    models[pattern] = modelEntry.parse({ targets: [{ backend, model }], num_retries: 0 });
  };
  for (const provider of PROVIDERS) {
    if (key(`EXTERNAL_${provider.toUpperCase()}_KEY`) !== undefined)
      add(provider, `${provider}/*`, { kind: provider });
  }
  if (localAgentUrl !== undefined)
    add("local-agent", LOCAL_MODELS, { kind: "local-agent", url: localAgentUrl }, LOCAL_MODELS);
  if (llmdEndpoint !== undefined)
    add("llm-d", "llm-d/*", { kind: "openai-compatible", url: `${llmdEndpoint.replace(/\/+$/, "")}/v1` });
  if (upstreamUrl !== undefined)
    add("upstream", "*", { kind: "openai-compatible", url: upstreamUrl, key_variable: UPSTREAM_KEY });
  return { backends, models };
}
