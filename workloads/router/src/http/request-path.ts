import type { FastifyRequest } from "fastify";

const LONGEST_SHOWN = 200;

/** The path without its query, which may hold what must not be shown; shortened where it is very long. */
export function pathOf(request: FastifyRequest): string {
  const [path = ""] = request.url.split("?", 1);
  return path.length > LONGEST_SHOWN ? `${path.slice(0, LONGEST_SHOWN)}…` : path;
}
