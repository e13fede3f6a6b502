import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";

import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { RouterError } from "../errors.ts";
import { DatabaseError } from "../store/database.ts";

import { errorBodyFor } from "./error-shape.ts";
import { pathOf } from "./request-path.ts";

const MIB = 1024 * 1024;

/** The one place where whatever goes wrong becomes an error that a client sees. */
export function installErrorMapping(app: FastifyInstance, bodyLimitBytes: number): void {
  app.setErrorHandler((error: FastifyError | RouterError, request, reply) => {
    sendError(request, reply, toRouterError(error, request, bodyLimitBytes));
  });
  app.setNotFoundHandler((request, reply) => {
    sendError(request, reply, notFound(app, request, reply));
  });
}

/** Sends an error as the whole answer. */
export function sendError(request: FastifyRequest, reply: FastifyReply, error: RouterError): void {
  request.outcome = error;
  for (const headers of request.told ?? []) reply.headers(headers);
  // In whole seconds, as the header has it, and never too early.
  if (error.retryAfterMs !== undefined)
    reply.headers({
      "retry-after": String(Math.ceil(error.retryAfterMs / 1000)),
      "retry-after-ms": String(Math.ceil(error.retryAfterMs)),
    });
  reply.code(error.status).send(errorBodyFor(request, error));
}

function toRouterError(
  error: FastifyError | RouterError,
  request: FastifyRequest,
  bodyLimitBytes: number,
): RouterError {
  if (error instanceof RouterError) return error;
  const cause = { cause: error };
  if (error instanceof DatabaseError) {
    request.log.warn({ err: error }, "the database failed");
    const what = "The router's database does not answer, or cannot be written.";
    return new RouterError("database_unavailable", what, cause);
  }
  switch (error.code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE": {
      const limit = `the limit of ${Number((bodyLimitBytes / MIB).toFixed(3))} MiB`;
      const given = request.headers["content-length"];
      const what =
        given === undefined ? `The body is over ${limit}.` : `The body has ${given} bytes, over ${limit}.`;
      return new RouterError("body_too_large", what, cause);
    }
    case "FST_ERR_CTP_EMPTY_TYPE":
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE": {
      const given = request.headers["content-type"];
      const what =
        given === undefined ? "The body has no content type." : `The body's content type is ${given}.`;
      return new RouterError("unsupported_media_type", `${what} The router reads JSON only.`, cause);
    }
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
      return new RouterError(
        "invalid_http_request",
        "The body is not as long as its content-length says.",
        cause,
      );
    case "ECONNRESET":
      return new RouterError("client_left", "The client left before its request was whole.", cause);
    default:
      request.log.error({ err: error }, "a fault of the router itself");
      return new RouterError("internal_error", "The router failed at this request.", cause);
  }
}

function notFound(app: FastifyInstance, request: FastifyRequest, reply: FastifyReply): RouterError {
  const path = pathOf(request);
  const allowed = ["GET", "POST"].filter((method) => app.hasRoute({ method, url: path }));
  if (allowed.length === 0) {
    return new RouterError("route_not_found", `There is no route ${request.method} ${path}.`);
  }
  reply.header("allow", allowed.join(", "));
  const what = `${request.method} ${path} is not allowed; use ${allowed.join(" or ")}.`;
  return new RouterError("method_not_allowed", what);
}

/** Answers what Fastify refuses before any route: a path that it cannot decode, or a part of it that is too long. */
export function answerFrameworkError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  reply.header("x-request-id", request.id);
  const what = `The path ${pathOf(request)} cannot be read (${error.code}).`;
  sendError(request, reply, new RouterError("invalid_http_request", what, { cause: error }));
}

/** Answers what Node's HTTP parser refused: there is no request yet, only a socket. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const refusal = toHttpError(error);
  const json = JSON.stringify(refusal.toBody());
  const head = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}`,
    "content-type: application/json; charset=utf-8",
    `content-length: ${Buffer.byteLength(json)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${json}`);
}

function toHttpError(error: NodeJS.ErrnoException): RouterError {
  switch (error.code) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new RouterError("request_timeout", "The request was not whole in time.");
    case "HPE_HEADER_OVERFLOW":
      return new RouterError("headers_too_large", "The request's headers are over 16 KiB.");
    default:
      return new RouterError("invalid_http_request", `The request cannot be read (${error.code}).`);
  }
}
