import type { FastifyBaseLogger } from "fastify";

/** The part of a prompt that the log gets, in bytes: a picture in it is not worth more. */
const LONGEST_BYTES = 8192;

/**
 * Writes what a client asked into the log, in a line of its own whose `msg` is `prompt`, so that it can be kept
 * elsewhere or for a shorter time than the others. Only where whoever runs the router wants it.
 * @param body in OpenAI's format; no key stands in it
 */
export function logPrompt(log: FastifyBaseLogger, body: Buffer): void {
  log.info({ prompt: body.subarray(0, LONGEST_BYTES).toString(), bytes: body.length }, "prompt");
}
