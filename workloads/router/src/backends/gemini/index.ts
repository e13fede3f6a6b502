import type { CompleteAnswer, ModelCall } from "../backend.ts";
import { isRecord, recordsOf, textOf } from "../translation/json.ts";
import { listedModels } from "../translation/model-list.ts";
import type { Translation, WireFormat, WireRequest } from "../wire-format.ts";

import { embedRequest, EmbeddingTranslation } from "./embeddings.ts";
import { generateRequest } from "./request.ts";
import { GeminiTranslation } from "./translation.ts";

const RESOURCE = /^(models|tunedModels)\//;

/** Google's Gemini API. @see https://ai.google.dev/api/generate-content */
export function gemini(): WireFormat {
  return {
    // In a header: the API would take it in the URL too, which servers log.
    authorization: (apiKey) => ({ "x-goog-api-key": apiKey }),
    request: requestOf,
    translation: (call): Translation =>
      call.operation === "embeddings" ? new EmbeddingTranslation(call) : new GeminiTranslation(call),
    // 1000 is the largest page: more models than there have been.
    models: { method: "GET", path: "/models?pageSize=1000" },
    listOfModels,
  };
}

function requestOf(call: ModelCall): WireRequest {
  const name = resourceOf(call.model);
  const post = (method: string, body: unknown): WireRequest => ({
    method: "POST",
    path: `/${name}:${method}`,
    body: Buffer.from(JSON.stringify(body)),
  });
  if (call.operation === "embeddings") return post("batchEmbedContents", embedRequest(call, name));
  const body = generateRequest(call);
  return call.stream ? post("streamGenerateContent?alt=sse", body) : post("generateContent", body);
}

/** A model's name as a path: one segment, whatever characters a client put in it. */
function resourceOf(model: string): string {
  const [, folder = "models"] = RESOURCE.exec(model) ?? [];
  return `${folder}/${encodeURIComponent(model.replace(RESOURCE, ""))}`;
}

/** The API does not say when its models came. */
function listOfModels(answer: CompleteAnswer): CompleteAnswer {
  const listed = isRecord(answer.json) ? answer.json["models"] : undefined;
  const models = recordsOf(listed).flatMap((model) => {
    const name = textOf(model["name"]);
    return name === undefined ? [] : [{ id: name.replace(/^models\//, ""), created: 0 }];
  });
  return listedModels(answer, models, "gemini");
}
