import type { FastifyRequest } from "fastify";

const BEARER = /^Bearer +(\S+)$/i;

/** What a client sent to say who it is: `authorization: Bearer …`, or `x-api-key` as Anthropic's clients do. */
export function bearerOf({ headers }: FastifyRequest): string | undefined {
  const bearer = BEARER.exec(headers.authorization ?? "")?.[1];
  if (bearer !== undefined) return bearer;
  const key = headers["x-api-key"];
  return typeof key === "string" && key !== "" ? key : undefined;
}
