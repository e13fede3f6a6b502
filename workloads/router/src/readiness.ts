import type { Backend } from "./backends/backend.ts";
import { RouterError } from "./errors.ts";
import type { RegistryHolder } from "./registry/loader.ts";
import type { BackendKind } from "./registry/schema.ts";

const PROBE_LIMIT_MS = 2000;
/** Probes that come faster than this share one look at the backends. */
const FRESH_MS = 1000;
/** The local agent answers with its health. Providers are not asked: they bill and limit what is asked, and are not ours to watch. */
const ASKED: ReadonlySet<BackendKind> = new Set(["openai-compatible", "local-agent"]);

/** Answers whether a request would find a backend that answers. */
export class Readiness {
  readonly #registry: RegistryHolder;
  #last: Promise<RouterError | null> | undefined;
  #lastAt = 0;

  constructor(registry: RegistryHolder) {
    this.#registry = registry;
  }

  /** Null where one backend or more can be asked, else what is wrong with the first. */
  check(requestId: string): Promise<RouterError | null> {
    const now = performance.now();
    if (this.#last === undefined || now - this.#lastAt > FRESH_MS) {
      this.#lastAt = now;
      this.#last = this.#ask(requestId);
    }
    return this.#last;
  }

  async #ask(requestId: string): Promise<RouterError | null> {
    const backends = [...this.#registry.current.backends.values()];
    // Without a backend every request is answered, with the sentence that there is no model yet.
    if (backends.length === 0 || backends.some(({ kind }) => !ASKED.has(kind))) return null;
    const problems = await Promise.all(backends.map(({ backend }) => problemOf(backend, requestId)));
    return problems.includes(null) ? null : (problems[0] as RouterError);
  }
}

async function problemOf(backend: Backend, requestId: string): Promise<RouterError | null> {
  const limit = new AbortController();
  const what = `The upstream did not list its models in ${PROBE_LIMIT_MS / 1000} s.`;
  const timer = setTimeout(() => limit.abort(new RouterError("upstream_timeout", what)), PROBE_LIMIT_MS);
  try {
    const { status } = await backend.models({ requestId, headers: {}, signal: limit.signal });
    return problemWith(status);
  } catch (error) {
    return error as RouterError;
  } finally {
    clearTimeout(timer);
  }
}

function problemWith(status: number): RouterError | null {
  if (status < 400) return null;
  const what = `The upstream answered the question for its models with status ${status}.`;
  return new RouterError(status === 401 || status === 403 ? "upstream_key_refused" : "upstream_error", what);
}
