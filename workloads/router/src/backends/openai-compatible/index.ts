import { Pool } from "undici";

import type { RouterLimits, UpstreamConfig } from "../../config.ts";
import { headersForUpstream } from "../../http/headers.ts";
import type { Backend, BackendCall, ChatCall, CompleteAnswer, StreamingAnswer } from "../backend.ts";
import { RouterError } from "../../errors.ts";

import { Exchange } from "./exchange.ts";

interface UpstreamRequest {
  readonly method: "GET" | "POST";
  /** Below the base path; never made from what a client sent. */
  readonly path: "/models" | "/chat/completions";
  readonly body?: Buffer;
  readonly choices?: number;
}

/** Any server that speaks OpenAI's API: Ollama, vLLM, SGLang, llm-d, llama.cpp, OpenAI itself. */
export class OpenAiCompatibleBackend implements Backend {
  readonly id = "openai-compatible";
  readonly #upstream: UpstreamConfig;
  readonly #limits: RouterLimits;
  readonly #pool: Pool;

  constructor(upstream: UpstreamConfig, limits: RouterLimits) {
    this.#upstream = upstream;
    this.#limits = limits;
    // A pool is bound to one origin and follows no redirect: no request can lead it elsewhere.
    this.#pool = new Pool(upstream.origin, {
      connections: null,
      connect: { timeout: limits.connectMs },
      // Exchange keeps the time itself, to the millisecond and with its own sentences.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  async models(call: BackendCall): Promise<CompleteAnswer> {
    const answer = await this.#exchange(call, { method: "GET", path: "/models" });
    if (answer.kind === "complete") return answer;
    throw new RouterError("upstream_invalid_response", "The upstream answered /models with a stream.");
  }

  chatCompletions(call: ChatCall): Promise<CompleteAnswer | StreamingAnswer> {
    const { body, choices } = call;
    return this.#exchange(call, { method: "POST", path: "/chat/completions", body, choices });
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }

  #exchange(call: BackendCall, request: UpstreamRequest): Promise<CompleteAnswer | StreamingAnswer> {
    const { origin, basePath, apiKey } = this.#upstream;
    const exchange = new Exchange({
      origin,
      limits: this.#limits,
      signal: call.signal,
      secret: apiKey,
      choices: request.choices ?? 1,
    });
    const headers = headersForUpstream(call.headers);
    headers["x-request-id"] = call.requestId;
    // Events could not be told apart in a compressed stream.
    headers["accept-encoding"] = "identity";
    if (apiKey !== undefined) headers["authorization"] = `Bearer ${apiKey}`;
    if (request.body !== undefined) headers["content-type"] = "application/json";
    const { method, path, body = null } = request;
    if (!exchange.over) this.#pool.dispatch({ method, path: basePath + path, headers, body }, exchange);
    return exchange.answer;
  }
}
