import type { CompleteAnswer } from "../backend.ts";
import { recordOf, textOf } from "../translation/json.ts";
import { listedModels } from "../translation/model-list.ts";
import type { WireFormat } from "../wire-format.ts";

import { inferRequest } from "./request.ts";
import { AgentTranslation } from "./translation.ts";

/**
 * The agent on a person's own machine, which answers `POST /infer` with one model. It has no list of models: its
 * `GET /healthz` says that it lives, and may name its model.
 */
export function localAgent(): WireFormat {
  return {
    authorization: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
    request: (call) => ({
      method: "POST",
      path: "/infer",
      body: Buffer.from(JSON.stringify(inferRequest(call))),
    }),
    translation: (call) => new AgentTranslation(call),
    models: { method: "GET", path: "/healthz" },
    listOfModels,
  };
}

function listOfModels(answer: CompleteAnswer): CompleteAnswer {
  const id = textOf(recordOf(answer.json)["model"]);
  return listedModels(answer, id === undefined ? [] : [{ id, created: 0 }], "local-agent");
}
