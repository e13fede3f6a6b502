import type { FastifyRequest } from "fastify";

import { KEY_PREFIX } from "./key.ts";

const BEARER = /^Bearer +(\S+)$/i;

/**
 * What a client sent to say who it is: `authorization: Bearer …`, or `x-api-key` as Anthropic's clients do. A key of
 * ours there counts before a bearer that is none: a sign-on before the router takes that header for its own token.
 */
export function bearerOf({ headers }: FastifyRequest): string | undefined {
  const bearer = BEARER.exec(headers.authorization ?? "")?.[1];
  const header = headers["x-api-key"];
  const key = typeof header === "string" && header !== "" ? header : undefined;
  if (bearer === undefined || (key?.startsWith(KEY_PREFIX) === true && !bearer.startsWith(KEY_PREFIX)))
    return key ?? bearer;
  return bearer;
}
