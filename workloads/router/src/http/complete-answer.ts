import type { FastifyReply } from "fastify";

import type { CompleteAnswer } from "../backends/backend.ts";

import { writeHead } from "./answer-head.ts";

/** Node writes texts of this size without asking for memory, in bytes. */
const SMALL_BYTES = 16 * 1024;

/** Sends an answer that is here as a whole. */
export function sendComplete(reply: FastifyReply, { status, headers, body }: CompleteAnswer): FastifyReply {
  // Before the answer is taken out of Fastify's hands: what cannot be a head is then still answered with an error.
  writeHead(reply, status, headers, { "content-length": String(body.length) });
  // Past Fastify's own way, which looks at each header and each kind of body again.
  reply.hijack();
  // Head and text leave as one piece, and Latin-1 is any bytes as they are; a large body is not copied.
  if (body.length <= SMALL_BYTES) reply.raw.end(body.toString("latin1"), "latin1");
  else reply.raw.end(body);
  return reply;
}
