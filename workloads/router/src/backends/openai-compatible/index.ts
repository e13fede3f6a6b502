import { RouterError } from "../../errors.ts";
import { replaceFields } from "../../http/json-splice.ts";
import type { BackendEntry } from "../../registry/schema.ts";
import type { ModelCall, Operation } from "../backend.ts";
import type { WireFormat } from "../wire-format.ts";

const PATHS: Readonly<Record<Operation, string>> = {
  chat: "/chat/completions",
  completions: "/completions",
  embeddings: "/embeddings",
};

/** Any server that speaks OpenAI's API: Ollama, vLLM, SGLang, llm-d, llama.cpp, OpenAI itself. */
export function openAiCompatible({ kind, stream_usage: streamUsage }: BackendEntry): WireFormat {
  return {
    authorization: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
    request: (call) => ({
      method: "POST",
      path: PATHS[call.operation],
      body: bodyOf(kind === "openai" && call.translated === true ? inOpenAiWords(call) : call, streamUsage),
    }),
    models: { method: "GET", path: "/models" },
  };
}

/** The client's own bytes, but for the name where this backend knows the model by another, and the wish for usage. */
function bodyOf({ body, json, model, stream }: ModelCall, streamUsage: boolean): Buffer {
  const changes: Record<string, unknown> = {};
  if (json["model"] !== model) changes["model"] = model;
  const options = json["stream_options"] as Record<string, unknown> | null | undefined;
  if (stream && streamUsage && options?.["include_usage"] !== true)
    changes["stream_options"] = { ...options, include_usage: true };
  return Object.keys(changes).length === 0 ? body : replaceFields(body, changes);
}

/**
 * What the router translated is in the words that every compatible server knows. OpenAI itself has a newer one for the
 * limit, the only one that its reasoning models take, and refuses what it does not know.
 * @throws RouterError unsupported_by_backend
 */
function inOpenAiWords(call: ModelCall): ModelCall {
  const { max_tokens: limit, top_k: topK, ...others } = call.json;
  if (topK !== undefined)
    throw new RouterError("unsupported_by_backend", "OpenAI's API has no top_k.", { param: "top_k" });
  const json = limit === undefined ? others : { ...others, max_completion_tokens: limit };
  return { ...call, json, body: Buffer.from(JSON.stringify(json)) };
}
