import type { FastifyInstance } from "fastify";

import { chatCompletionBody } from "../schemas/chat-completions.ts";

import { answerModelCall } from "./model-call.ts";
import type { ModelCallDeps } from "./model-call.ts";

/** `POST /v1/chat/completions`, plain and streaming. */
export function chatCompletionRoutes(app: FastifyInstance, deps: ModelCallDeps): void {
  app.post("/v1/chat/completions", { schema: { body: chatCompletionBody } }, (request, reply) =>
    answerModelCall(deps, "chat", request, reply),
  );
}
