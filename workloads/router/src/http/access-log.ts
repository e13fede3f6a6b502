import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import type { RouterError } from "../errors.ts";
import type { Attempt } from "../routing/request.ts";

import { clientLeft } from "./client-left.ts";
import { pathOf } from "./request-path.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The error that the request ended with, for the log; null where it went well. */
    outcome: RouterError | null;
    /** Who was asked for an answer; null where no model was. */
    routing: RoutingLog | null;
  }
}

/** What the log says of an answer's way. */
export interface RoutingLog {
  readonly model: string;
  readonly target: string;
  readonly attempts: readonly Attempt[];
  readonly fallbacks: readonly string[];
  /** What the cache had to do with it; undefined where it had no part. */
  readonly cache: string | undefined;
}

const PROBES = new Set(["/healthz", "/readyz", "/metrics"]);

/** One line per request once its connection is done with it, without headers, prompts or bodies. */
export function installAccessLog(app: FastifyInstance): void {
  app.decorateRequest("outcome", null);
  app.decorateRequest("routing", null);
  app.addHook("onRequest", (request, reply, next) => {
    reply.header("x-request-id", request.id);
    // Not the onResponse hook: it does not run when the client leaves first.
    reply.raw.once("close", () => {
      request.outcome ??= clientLeft(reply.raw);
      write(request, reply);
    });
    next();
  });
}

function write(request: FastifyRequest, reply: FastifyReply): void {
  const { outcome } = request;
  const status = reply.raw.statusCode;
  const line = {
    method: request.method,
    route: request.routeOptions.url ?? pathOf(request),
    status,
    outcome: outcome?.code ?? "ok",
    ...(outcome === null ? {} : { param: outcome.param, cause: causeOf(outcome) }),
    ...routingOf(request),
    ms: Math.round(reply.elapsedTime * 1000) / 1000,
  };
  if (outcome !== null && outcome.status >= 500) request.log.warn(line, "request failed");
  else if (PROBES.has(line.route)) request.log.debug(line, "request");
  else request.log.info(line, "request");
}

/** One attempt that went well is the rule, and needs no list. */
function routingOf({ routing }: FastifyRequest): object {
  if (routing === null) return {};
  const { model, target, attempts, fallbacks, cache } = routing;
  return {
    model,
    target,
    ...(attempts.length > 1 && { attempts }),
    ...(fallbacks.length > 0 && { fallbacks }),
    ...(cache !== undefined && { cache }),
  };
}

/** The operating system's or undici's name of what happened, as in ECONNREFUSED. */
function causeOf({ cause }: RouterError): string | undefined {
  return cause instanceof Error && "code" in cause ? String(cause.code) : undefined;
}
