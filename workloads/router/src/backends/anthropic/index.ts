import type { CompleteAnswer } from "../backend.ts";
import { isRecord, recordsOf, textOf } from "../translation/json.ts";
import { listedModels } from "../translation/model-list.ts";
import type { WireFormat } from "../wire-format.ts";

import { messagesRequest } from "./request.ts";
import { AnthropicTranslation } from "./translation.ts";

/** The version of the API whose forms this folder knows. @see https://platform.claude.com/docs/en/api/versioning */
const API_VERSION = "2023-06-01";
const HEADERS = { "anthropic-version": API_VERSION };

/** Anthropic's Messages API. @see https://platform.claude.com/docs/en/api/messages */
export function anthropic(): WireFormat {
  return {
    authorization: (apiKey) => ({ "x-api-key": apiKey }),
    request: (call) => ({
      method: "POST",
      path: "/messages",
      headers: HEADERS,
      body: Buffer.from(JSON.stringify(messagesRequest(call))),
    }),
    translation: (call) => new AnthropicTranslation(call),
    // 1000 is the largest page: more models than there have been.
    models: { method: "GET", path: "/models?limit=1000", headers: HEADERS },
    listOfModels,
  };
}

function listOfModels(answer: CompleteAnswer): CompleteAnswer {
  const data = isRecord(answer.json) ? answer.json["data"] : undefined;
  const models = recordsOf(data).flatMap((model) => {
    const id = textOf(model["id"]);
    const released = Date.parse(textOf(model["created_at"]) ?? "");
    if (id === undefined) return [];
    return [{ id, created: Number.isNaN(released) ? 0 : Math.floor(released / 1000) }];
  });
  return listedModels(answer, models, "anthropic");
}
