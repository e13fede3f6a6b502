import type { FastifyReply } from "fastify";

import type { CompleteAnswer } from "../backends/backend.ts";

/** Sends an answer that is here as a whole. */
export function sendComplete(reply: FastifyReply, answer: CompleteAnswer): FastifyReply {
  return reply.code(answer.status).headers(answer.headers).send(answer.body);
}
