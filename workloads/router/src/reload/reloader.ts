import type { FastifyBaseLogger } from "fastify";

import { ConfigError } from "../config.ts";
import type { RouterConfig } from "../config.ts";
import type { Metrics } from "../observability/metrics.ts";
import type { RegistryHolder } from "../registry/loader.ts";

import { FileWatch } from "./file-watch.ts";

/** What a reload changes and where it is told. */
export interface ReloaderArgs {
  readonly registry: RegistryHolder;
  readonly metrics: Metrics;
  readonly log: FastifyBaseLogger;
}

/**
 * Reads the registry file and the files of secrets again, and puts what they say in force. Where they cannot be read,
 * or do not fit together, everything stays as it was.
 */
export class Reloader {
  readonly #started: RouterConfig;
  readonly #metrics: Metrics;
  readonly #log: FastifyBaseLogger;
  readonly #watch = new FileWatch(() => this.reload("a file changed"));
  #config: RouterConfig;
  #apply: (config: RouterConfig) => void;

  constructor(config: RouterConfig, { registry, metrics, log }: ReloaderArgs) {
    this.#started = config;
    this.#config = config;
    this.#metrics = metrics;
    this.#log = log;
    this.#apply = ({ registry: entries, keyOf }) => registry.replace(entries, { keyOf });
    this.#watch.follow(config.files());
  }

  /** The key of the admin API in force; undefined lets nobody in. */
  get adminKey(): string | undefined {
    return this.#config.adminKey;
  }

  /** Applies what was read by a way of its own. @default the registry is replaced by what was read alone */
  through(apply: (config: RouterConfig) => void): void {
    this.#apply = apply;
  }

  /** Reads again whenever a file changes that something was read from. */
  watch(): void {
    this.#watch.start();
  }

  stop(): void {
    this.#watch.stop();
  }

  /** Reads all files again. Never throws. @param cause why, for the log */
  reload(cause: string): void {
    // First: what changes while they are read is then seen as a change.
    this.#watch.follow(this.#config.files());
    try {
      const next = this.#config.again();
      this.#apply(next);
      if (next.files().join() !== this.#config.files().join()) this.#watch.follow(next.files());
      this.#config = next;
    } catch (error) {
      if (!(error instanceof ConfigError) && !(error instanceof RangeError)) throw error;
      this.#metrics.reloaded(false);
      const why = error.message.replaceAll("\n", " ");
      this.#log.error({ cause }, `nothing was read again, and what was in force stays: ${why}`);
      return;
    }
    this.#metrics.reloaded(true);
    this.#log.info({ cause }, "read the registry and the keys again");
    this.#tellOfTheRest();
  }

  /** What connections were made with at the start cannot change under them. */
  #tellOfTheRest(): void {
    const [before, now] = [this.#started, this.#config];
    const changed = [
      ...(before.database.postgres?.url === now.database.postgres?.url ? [] : ["DATABASE_URL"]),
      ...(before.redis?.url === now.redis?.url ? [] : ["REDIS_URL"]),
      // Whether there is an admin API, and whether clients need keys, is decided once.
      ...((before.adminKey === undefined) === (now.adminKey === undefined) ? [] : ["ROUTER_ADMIN_KEY"]),
    ];
    if (changed.length > 0)
      this.#log.warn({ changed }, "what changed here is in force after the router's next start");
  }
}
