import { RouterError } from "../errors.ts";
import { matchStar } from "../registry/registry.ts";
import { DatabaseError } from "../store/database.ts";

import { hashOf, KEY_PREFIX } from "./key.ts";
import type { ApiKey } from "./key.ts";
import type { KeyStore } from "./key-store.ts";

/** How long a router takes what it read of a key for true: so long a key that another router revoked may still work. */
export const FRESH_MS = 10_000;
/** While the database is away, keys that were read go on working for so long. */
const STALE_MS = 3_600_000;
/** Keys that are remembered, and strangers' guesses among them. */
const MOST_REMEMBERED = 10_000;

interface Remembered {
  readonly key: ApiKey | undefined;
  readonly at: number;
}

/** Says whose a request is. Reads each key once in a while, and not with every request. */
export class KeyRing {
  readonly #store: KeyStore;
  readonly #now: () => number;
  readonly #remembered = new Map<string, Remembered>();
  /** One question to the database for requests that come at once. */
  readonly #asking = new Map<string, Promise<ApiKey | undefined>>();

  /** @param now milliseconds since 1970 */
  constructor(store: KeyStore, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
  }

  /**
   * @param secret what the client sent; undefined where it sent nothing
   * @throws RouterError invalid_api_key, database_unavailable
   */
  async owner(secret: string | undefined): Promise<ApiKey> {
    if (secret === undefined || secret === "") {
      const what = "The request has no key; send one as `authorization: Bearer …` or as `x-api-key`.";
      throw new RouterError("invalid_api_key", what);
    }
    // Keys of other services reach no database, not even as a hash.
    const key = secret.startsWith(KEY_PREFIX) ? await this.#find(hashOf(secret)) : undefined;
    if (key === undefined) throw new RouterError("invalid_api_key", "The key is not one of this router's.");
    if (key.revokedAt !== null) throw new RouterError("invalid_api_key", `The key …${key.hint} was revoked.`);
    if (key.expiresAt !== null && key.expiresAt <= this.#now()) {
      const when = new Date(key.expiresAt).toISOString();
      throw new RouterError("invalid_api_key", `The key …${key.hint} expired at ${when}.`);
    }
    return key;
  }

  /** Forgets what was read, so that a change here is in force with the next request. */
  forget(): void {
    this.#remembered.clear();
  }

  async #find(hash: string): Promise<ApiKey | undefined> {
    const known = this.#remembered.get(hash);
    if (known !== undefined && this.#now() - known.at < FRESH_MS) return known.key;
    try {
      return await this.#ask(hash);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      if (known?.key !== undefined && this.#now() - known.at < STALE_MS) return known.key;
      const what = "The key cannot be checked, as the router's database does not answer.";
      throw new RouterError("database_unavailable", what, { cause: error });
    }
  }

  #ask(hash: string): Promise<ApiKey | undefined> {
    const under = this.#asking.get(hash);
    if (under !== undefined) return under;
    const asking = this.#store
      .byHash(hash)
      .then((key) => this.#remember(hash, key))
      .finally(() => this.#asking.delete(hash));
    this.#asking.set(hash, asking);
    return asking;
  }

  #remember(hash: string, key: ApiKey | undefined): ApiKey | undefined {
    this.#remembered.delete(hash);
    this.#remembered.set(hash, { key, at: this.#now() });
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > MOST_REMEMBERED && oldest !== undefined) this.#remembered.delete(oldest);
    return key;
  }
}

/** Whether a key may ask for a model; patterns have one star. */
export function allows({ models }: ApiKey, model: string): boolean {
  return models === null || models.some((pattern) => matchStar(pattern, model) !== undefined);
}
