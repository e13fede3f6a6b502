import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

import type { FastifyRequest } from "fastify";

import type { CompleteAnswer, StreamingAnswer } from "../backends/backend.ts";
import type { ErrorBody } from "../errors.ts";
import type { InboundAnswer, InboundFormat, Json } from "../inbound/inbound-format.ts";
import { TranslatedSource } from "../streaming/translated-source.ts";

/** How a client sees what the router asks and gets in OpenAI's format. */
export interface ClientView {
  /** The body for the backends: its value and its bytes. */
  readonly json: Json;
  readonly body: Buffer;
  /** The client's headers, as far as they say the same to a backend. */
  readonly headers: IncomingHttpHeaders;
  /** Whether the client is to see the event that tells the usage. */
  readonly wantsUsage: boolean;
  /** Whether the body is the router's own translation of what the client sent. */
  readonly translated: boolean;
  /** Aborted when the answer turns out to be none; never for a client that speaks OpenAI's format. */
  readonly broken?: AbortSignal;
  /** @throws RouterError where the answer cannot be translated */
  complete(answer: CompleteAnswer): CompleteAnswer;
  stream(answer: StreamingAnswer): StreamingAnswer;
}

/** The client speaks the backends' format: nothing is changed. */
export function plainView(request: FastifyRequest): ClientView {
  const json = request.body as Json;
  const options = json["stream_options"] as Json | null | undefined;
  return {
    json,
    body: request.rawBody as Buffer,
    headers: request.headers,
    wantsUsage: options?.["include_usage"] === true,
    translated: false,
    complete: (answer) => answer,
    stream: (answer) => answer,
  };
}

/** @throws RouterError unsupported_parameter for what a chat completion has no way to say */
export function translatedView(request: FastifyRequest, format: InboundFormat): ClientView {
  const asked = request.body as Json;
  const json = format.chatBody(asked);
  const broken = new AbortController();
  const translation = (): InboundAnswer => {
    const id = randomUUID().replaceAll("-", "");
    return format.answer(asked, { id, createdAt: Math.floor(Date.now() / 1000) });
  };
  return {
    json,
    body: Buffer.from(JSON.stringify(json)),
    headers: withoutDialect(request.headers),
    wantsUsage: true,
    translated: true,
    broken: broken.signal,
    complete: (answer) => {
      const { status } = answer;
      const translated =
        status < 400
          ? translation().complete(answer.json)
          : format.problem((answer.json as ErrorBody).error, status, request.id);
      const headers = { ...answer.headers, "content-type": "application/json; charset=utf-8" };
      return { ...answer, headers, json: translated, body: Buffer.from(JSON.stringify(translated)) };
    },
    stream: (answer) => {
      const events = new TranslatedSource(answer.events, translation(), {
        broken: (error) => broken.abort(error),
        failed: (error) => {
          request.outcome ??= error;
        },
      });
      return { ...answer, events };
    },
  };
}

/** Versions and betas of the client's format mean nothing, or something else, in the backend's. */
function withoutDialect(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/^(anthropic|openai)-/.test(name)));
}
