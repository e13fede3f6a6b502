import type { FastifyInstance } from "fastify";

import { RouterError } from "../errors.ts";

import { DEEPEST, isDeeper } from "./json-depth.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The body, byte for byte as it came; null where there is none. */
    rawBody: Buffer | null;
  }
}

/** Parses JSON bodies, and keeps their bytes: a backend that speaks the same format gets those. */
export function installJsonBody(app: FastifyInstance): void {
  app.decorateRequest("rawBody", null);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body: Buffer, done) => {
    request.rawBody = body;
    if (body.length === 0) done(null, undefined);
    else parse(body, done);
  });
}

function parse(body: Buffer, done: (error: Error | null, value?: unknown) => void): void {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch (error) {
    // V8's own message quotes the body, which may be a prompt; only the place is safe to show.
    const place = /at position \d+|end of JSON input/.exec((error as Error).message)?.[0];
    done(
      new RouterError(
        "invalid_json",
        `The body is not valid JSON${place === undefined ? "" : ` (${place})`}.`,
      ),
    );
    return;
  }
  const what = `The body has more than ${DEEPEST} values in one another.`;
  if (isDeeper(value, DEEPEST)) done(new RouterError("invalid_json", what));
  else done(null, value);
}
