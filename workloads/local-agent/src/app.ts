import { createServer } from "node:http";
import type { Server } from "node:http";
import type { Socket } from "node:net";

import type { AgentConfig } from "./config.ts";
import { AgentError } from "./errors.ts";
import { answerBrokenRequest, Exchange } from "./http/exchange.ts";
import { loadEngine } from "./inference/engine.ts";
import { Slots } from "./inference/slots.ts";
import type { Log } from "./log.ts";
import { infer } from "./routes/infer.ts";
import type { Loaded } from "./routes/infer.ts";

/** A client must have sent its whole request by then, in milliseconds. */
const REQUEST_TIMEOUT_MS = 60_000;

/** When to look again while the model is being loaded, in seconds. */
const LOADING_RETRY_SECONDS = 2;

/** The agent without the process around it. It listens where its caller says, before or after the model is loaded. */
export class Agent {
  readonly server: Server;
  readonly #config: AgentConfig;
  readonly #log: Log;
  readonly #open = new Set<Exchange>();
  readonly #loading = new AbortController();
  #loaded: Loaded | undefined;
  #stopping = false;

  constructor(config: AgentConfig, log: Log) {
    this.#config = config;
    this.#log = log;
    this.server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
      const exchange = new Exchange(request, response, log);
      this.#open.add(exchange);
      response.once("close", () => this.#closed(exchange));
      this.#serve(exchange).catch((error: unknown) => exchange.fail(error));
    });
    this.server.on("clientError", (error, socket) => answerBrokenRequest(error, socket as Socket));
  }

  /** How many requests are open. */
  get openRequests(): number {
    return this.#open.size;
  }

  /**
   * Loads the model.
   * @throws LoadError; the reason of `close` where that came first
   */
  async load(): Promise<void> {
    const start = performance.now();
    const engine = await loadEngine(this.#config, this.#log, this.#loading.signal);
    this.#loaded = { engine, slots: new Slots(engine.sequences, this.#config.queueLimit) };
    this.#log("info", "model loaded", {
      model: this.#config.model,
      contextTokens: engine.contextTokens,
      device: engine.device,
      ms: Math.round(performance.now() - start),
    });
  }

  /** Takes no more requests; those that are open go on. */
  beginStop(): void {
    this.#stopping = true;
    this.#loading.abort(new AgentError("shutting_down", "The agent is stopping."));
  }

  /** Ends every open request with an error that its client gets to see. */
  abortRequests(reason: AgentError): void {
    for (const exchange of this.#open) exchange.abort(reason);
  }

  /** Stops listening, waits for the open requests, and gives the model's memory back. */
  async close(): Promise<void> {
    this.beginStop();
    await new Promise((resolve) => this.server.close(resolve));
    await this.#loaded?.engine.dispose();
  }

  #closed(exchange: Exchange): void {
    this.#open.delete(exchange);
    // A connection that is kept for a next request would hold the end back for seconds.
    if (this.#stopping) setImmediate(() => this.server.closeIdleConnections());
  }

  async #serve(exchange: Exchange): Promise<void> {
    const { path, request } = exchange;
    refuseWebPages(request.headers.origin);
    const route = ROUTES[path];
    if (route === undefined) {
      const what = `There is no route ${request.method} ${path.slice(0, 200)}.`;
      throw new AgentError("route_not_found", what);
    }
    if (request.method !== route.method) {
      const what = `${request.method} ${path} is not allowed; use ${route.method}.`;
      throw new AgentError("method_not_allowed", what);
    }
    if (route.probe) this.#tellHealth(exchange);
    else await infer(exchange, this.#config.bodyLimitBytes, () => this.#ready());
  }

  /** `GET /healthz`: 200 once the model can be asked, 503 before and while the agent stops. */
  #tellHealth(exchange: Exchange): void {
    const loaded = this.#loaded;
    const status = this.#stopping ? "stopping" : loaded === undefined ? "loading" : "ok";
    exchange.json(status === "ok" ? 200 : 503, {
      status,
      model: this.#config.model,
      loaded: loaded !== undefined,
      ...(loaded !== undefined && {
        context_tokens: loaded.engine.contextTokens,
        device: loaded.engine.device,
        running: loaded.slots.busy,
        waiting: loaded.slots.waiting,
      }),
    });
  }

  #ready(): Loaded {
    if (this.#stopping) throw new AgentError("shutting_down", "The agent is stopping.");
    if (this.#loaded !== undefined) return this.#loaded;
    throw new AgentError("model_loading", `The model ${this.#config.model} is being loaded.`, {
      retryAfterSeconds: LOADING_RETRY_SECONDS,
    });
  }
}

/** The paths, each with its one method. */
const ROUTES: Readonly<Record<string, { readonly method: string; readonly probe: boolean } | undefined>> = {
  __proto__: null as never,
  "/infer": { method: "POST", probe: false },
  "/healthz": { method: "GET", probe: true },
};

/**
 * Listening on loopback does not keep web pages out: one may have a name of its own lead to this machine. Browsers say
 * where a page is from, other programs do not.
 * @throws AgentError web_page
 */
function refuseWebPages(origin: string | undefined): void {
  if (origin !== undefined) throw new AgentError("web_page", `A web page of ${origin.slice(0, 200)} asks.`);
}
