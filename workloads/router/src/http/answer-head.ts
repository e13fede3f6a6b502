import type { OutgoingHttpHeader } from "node:http";

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import type { HeaderMap } from "./headers.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Headers that the router tells with the answer, an error too; no two may have one name. */
    told: readonly Readonly<HeaderMap>[] | null;
  }
}

/** Lets routes tell headers by `tell`. Fastify's own way to do so spells and looks up each name anew. */
export function installToldHeaders(app: FastifyInstance): void {
  app.decorateRequest("told", null);
}

/** Has the answer to a request carry headers, whatever it will be. */
export function tell(request: FastifyRequest, headers: Readonly<HeaderMap>): void {
  request.told = request.told === null ? [headers] : [...request.told, headers];
}

/**
 * Writes an answer's head past Fastify: the headers that came with it, before them those that Fastify was told, and
 * before all what the router tells.
 * @throws Error for what cannot be a head
 */
export function writeHead(
  reply: FastifyReply,
  status: number,
  came: Readonly<HeaderMap>,
  last: Readonly<HeaderMap>,
): void {
  const { told } = reply.request;
  const own = told === null ? [last] : [...told, last];
  const given = reply.getHeaders();
  // A list of names and values in turn: Node takes an object apart again.
  const list: OutgoingHttpHeader[] = [];
  for (const name in came)
    if (!Object.hasOwn(given, name) && !isAmong(own, name)) list.push(name, came[name] as string | string[]);
  for (const name in given) if (!isAmong(own, name)) list.push(name, given[name] as OutgoingHttpHeader);
  for (const each of own) for (const name in each) list.push(name, each[name] as string | string[]);
  reply.raw.writeHead(status, list);
}

function isAmong(maps: readonly Readonly<HeaderMap>[], name: string): boolean {
  for (const each of maps) if (Object.hasOwn(each, name)) return true;
  return false;
}
