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
export function openAiCompatible({ stream_usage: streamUsage }: BackendEntry): WireFormat {
  return {
    authorization: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
    request: (call) => ({
      method: "POST",
      path: PATHS[call.operation],
      body: bodyOf(call, streamUsage),
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
