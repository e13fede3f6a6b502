import type { Backend } from "./backends/backend.ts";
import { RouterError } from "./errors.ts";

const PROBE_LIMIT_MS = 2000;
/** Probes that come faster than this share one look at the upstream. */
const FRESH_MS = 1000;

/** Answers whether a request would find an upstream that answers. */
export class Readiness {
  readonly #backend: Backend;
  #last: Promise<RouterError | null> | undefined;
  #lastAt = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Null where the upstream answers, else what is wrong with it. */
  check(requestId: string): Promise<RouterError | null> {
    const now = performance.now();
    if (this.#last === undefined || now - this.#lastAt > FRESH_MS) {
      this.#lastAt = now;
      this.#last = this.#ask(requestId);
    }
    return this.#last;
  }

  async #ask(requestId: string): Promise<RouterError | null> {
    const limit = new AbortController();
    const what = `The upstream did not list its models in ${PROBE_LIMIT_MS / 1000} s.`;
    const timer = setTimeout(() => limit.abort(new RouterError("upstream_timeout", what)), PROBE_LIMIT_MS);
    try {
      const { status } = await this.#backend.models({ requestId, headers: {}, signal: limit.signal });
      return problemWith(status);
    } catch (error) {
      return error as RouterError;
    } finally {
      clearTimeout(timer);
    }
  }
}

function problemWith(status: number): RouterError | null {
  if (status < 400) return null;
  const what = `The upstream answered /models with status ${status}.`;
  return new RouterError(status === 401 || status === 403 ? "upstream_key_refused" : "upstream_error", what);
}
