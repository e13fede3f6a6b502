import type { FastifyRequest } from "fastify";

import type { RouterError } from "../errors.ts";
import { messagesProblem } from "../inbound/messages/problem.ts";

import { pathOf } from "./request-path.ts";

/** Whose clients read their own errors, and no others. By path, because an error may come before any route. */
const ANTHROPIC_PATH = /^\/v1\/messages(\/|$)/;

/** An error as the clients of this path read it: OpenAI's shape, but for Anthropic's path. */
export function errorBodyFor(request: FastifyRequest, error: RouterError): object {
  const body = error.toBody();
  return ANTHROPIC_PATH.test(pathOf(request)) ? messagesProblem(body.error, error.status, request.id) : body;
}
