import type { FastifyInstance } from "fastify";

import type { Backend } from "../backends/backend.ts";
import { sendComplete } from "../http/complete-answer.ts";
import { sendEvents } from "../http/event-writer.ts";
import type { OpenCalls } from "../http/open-calls.ts";
import type { ZodTypeProvider } from "../http/zod-validation.ts";
import { chatCompletionBody } from "../schemas/chat-completions.ts";

/** What the chat route asks. */
export interface ChatDeps {
  readonly backend: Backend;
  readonly calls: OpenCalls;
  /** How long a client may take nothing of its stream, in milliseconds. */
  readonly clientStallMs: number;
}

/** `POST /v1/chat/completions`, plain and streaming: the upstream's answer decides which of the two it is. */
export function chatCompletionRoutes(
  app: FastifyInstance,
  { backend, calls, clientStallMs }: ChatDeps,
): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .post("/v1/chat/completions", { schema: { body: chatCompletionBody } }, async (request, reply) => {
      const answer = await backend.chatCompletions({
        requestId: request.id,
        headers: request.headers,
        signal: calls.signalFor(reply),
        body: request.rawBody as Buffer,
        choices: request.body.n ?? 1,
      });
      if (answer.kind === "complete") return sendComplete(reply, answer);
      sendEvents(request, reply, answer, clientStallMs);
      return reply;
    });
}
