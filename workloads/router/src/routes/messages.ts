import type { FastifyInstance } from "fastify";

import { messagesFormat } from "../inbound/messages/index.ts";
import { messagesBody } from "../schemas/messages.ts";

import { answerModelCall } from "./model-call.ts";
import type { ModelCallDeps } from "./model-call.ts";

/**
 * Anthropic's `POST /v1/messages`, plain and streaming. There is no `count_tokens`: the router has no tokenizer of the
 * models behind it, and an estimate would be taken for a count.
 */
export function messagesRoutes(app: FastifyInstance, deps: ModelCallDeps): void {
  app.post("/v1/messages", { schema: { body: messagesBody } }, (request, reply) => {
    // The name under which Anthropic's clients look for it.
    reply.header("request-id", request.id);
    return answerModelCall(deps, "chat", request, reply, messagesFormat);
  });
}
