import { Pool } from "undici";

import type { Answer, Backend, BackendCall, CompleteAnswer, ModelCall } from "../backends/backend.ts";
import type { Translation, WireFormat, WireRequest } from "../backends/wire-format.ts";
import type { RouterLimits, UpstreamConfig } from "../config.ts";
import { RouterError } from "../errors.ts";
import { headersForUpstream } from "../http/headers.ts";

import { Exchange } from "./exchange.ts";
import { guardedConnector } from "./guarded-connector.ts";
import type { LookupAll } from "./guarded-connector.ts";

/** Tells an upstream how long the answer is still wanted, in milliseconds; taken from clients too. */
export const PATIENCE_HEADER = "x-plinth-timeout-ms";

/** No request looks for an answer any longer, where its model keeps the registry's default of 600 s. */
const RETIRE_AFTER_MS = 600_000;

const NO_MODELS: CompleteAnswer = {
  kind: "complete",
  status: 200,
  headers: { "content-type": "application/json; charset=utf-8" },
  body: Buffer.from('{"object":"list","data":[]}'),
  json: { object: "list", data: [] },
};

/** A backend that is reached over HTTP, and speaks one wire format. */
export class HttpBackend implements Backend {
  readonly id: string;
  readonly origin: string;
  readonly #upstream: UpstreamConfig;
  readonly #limits: RouterLimits;
  readonly #wire: WireFormat;
  readonly #credentials: Readonly<Record<string, string>>;
  readonly #pool: Pool;
  #retirement: NodeJS.Timeout | undefined;

  /** @param lookup finds a name's addresses. @default the operating system's */
  constructor(
    id: string,
    upstream: UpstreamConfig,
    limits: RouterLimits,
    wire: WireFormat,
    lookup?: LookupAll,
  ) {
    const { origin, reach } = upstream;
    this.id = id;
    this.origin = origin;
    this.#upstream = upstream;
    this.#limits = limits;
    this.#wire = wire;
    this.#credentials = upstream.apiKey === undefined ? {} : wire.authorization(upstream.apiKey);
    // A pool is bound to one origin and follows no redirect: no request can lead it elsewhere.
    this.#pool = new Pool(origin, {
      connections: null,
      connect: guardedConnector({ origin, reach, connectMs: limits.connectMs, lookup }),
      // Exchange keeps the time itself, to the millisecond and with its own sentences.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  async models(call: BackendCall): Promise<CompleteAnswer> {
    const { models } = this.#wire;
    if (models === undefined) return NO_MODELS;
    const answer = await this.#exchange(call, models, { ...this.#limits });
    if (answer.kind !== "complete")
      throw new RouterError("upstream_invalid_response", "The upstream answered /models with a stream.");
    return answer.status >= 400 ? answer : (this.#wire.listOfModels?.(answer) ?? answer);
  }

  async call(call: ModelCall): Promise<Answer> {
    const firstByteMs = Math.min(this.#limits.firstByteMs, call.firstByteMs ?? Infinity);
    const limits = { ...this.#limits, firstByteMs };
    const request = this.#wire.request(call);
    return this.#exchange(call, request, limits, call.choices, this.#wire.translation?.(call));
  }

  retire(): void {
    // Not at once: a request under way may come here again after a pause, or fall back to here.
    this.#retirement = setTimeout(() => void this.#pool.close(), RETIRE_AFTER_MS).unref();
  }

  close(): Promise<void> {
    clearTimeout(this.#retirement);
    return this.#pool.destroy();
  }

  #exchange(
    call: BackendCall,
    request: WireRequest,
    limits: RouterLimits,
    choices = 1,
    translation?: Translation,
  ): Promise<Answer> {
    const { origin, basePath, apiKey } = this.#upstream;
    const { signal } = call;
    const exchange = new Exchange({ origin, limits, signal, secret: apiKey, choices, translation });
    const headers = headersForUpstream(call.headers);
    headers["x-request-id"] = call.requestId;
    if (call.patienceMs !== undefined) headers[PATIENCE_HEADER] = String(Math.round(call.patienceMs));
    // Events could not be told apart in a compressed stream.
    headers["accept-encoding"] = "identity";
    if (request.body !== undefined) headers["content-type"] = "application/json";
    Object.assign(headers, request.headers, this.#credentials);
    const { method, path, body = null } = request;
    if (!exchange.over) this.#pool.dispatch({ method, path: basePath + path, headers, body }, exchange);
    return exchange.answer;
  }
}
