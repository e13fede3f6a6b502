import { backendSorts } from "../backends/catalogue.ts";
import type { RouterLimits } from "../config.ts";
import { addressIn, refusalOf } from "../upstream/addresses.ts";
import type { Reach } from "../upstream/addresses.ts";
import { HttpBackend } from "../upstream/http-backend.ts";

import { Registry } from "./registry.ts";
import type { RegisteredBackend } from "./registry.ts";
import type { BackendEntry, RegistryEntries } from "./schema.ts";

/** What a registry is made from beside its entries. */
export interface RegistryArgs {
  readonly limits: RouterLimits;
  readonly keyOf: KeyOf;
  /** At what addresses the backends may be that the admin API stores. */
  readonly storedReach: Reach;
}

/** How new entries differ from the file's and the environment's with the keys from before. */
export interface ReplaceOptions {
  /** Where keys are from now on. @default where they were */
  readonly keyOf?: KeyOf | undefined;
  /** Names of the backends that the admin API stores. @default none */
  readonly stored?: ReadonlySet<string>;
}

/** The key that an environment variable, or a file that it names, holds. */
export type KeyOf = (variable: string) => string | undefined;

/** A backend with what it was made from, to see whether it is still the same. */
interface Made extends RegisteredBackend {
  readonly from: string;
}

/** Holds the registry in force, and makes the next one without disturbing what stays the same. */
export class RegistryHolder {
  readonly #limits: RouterLimits;
  readonly #storedReach: Reach;
  #keyOf: KeyOf;
  #made = new Map<string, Made>();
  #current: Registry;

  /** @throws RangeError where the entries do not fit together */
  constructor(args: RegistryArgs, entries: RegistryEntries) {
    this.#limits = args.limits;
    this.#storedReach = args.storedReach;
    this.#keyOf = args.keyOf;
    this.#current = new Registry(new Map(), {});
    this.replace(entries);
  }

  get current(): Registry {
    return this.#current;
  }

  /**
   * Puts new entries in force. Requests under way end on the backends that they began with.
   * @throws RangeError where the entries do not fit together; those before them stay in force
   */
  replace(entries: RegistryEntries, { keyOf = this.#keyOf, stored }: ReplaceOptions = {}): void {
    const made = new Map<string, Made>();
    for (const [id, entry] of Object.entries(entries.backends)) {
      const reach = stored?.has(id) === true ? this.#storedReach : "any";
      made.set(id, this.#backend(id, entry, keyOf, reach));
    }
    const next = new Registry(made, entries.models, this.#current);
    const gone = [...this.#made.values()].filter(({ backend }) => made.get(backend.id)?.backend !== backend);
    this.#current = next;
    this.#made = made;
    this.#keyOf = keyOf;
    for (const { backend } of gone) backend.retire();
  }

  /** @throws RangeError where a backend that is to be stored stands at an address that it may not be at */
  checkStored(id: string, { url }: BackendEntry): void {
    const address = url === undefined ? undefined : addressIn(url);
    const refusal = address === undefined ? undefined : refusalOf(address, this.#storedReach);
    if (refusal === undefined) return;
    throw new RangeError(
      `backends.${id} has the URL ${url}, ${refusal}; name one in the registry file, or set ROUTER_STORED_BACKENDS=private for private ones.`,
    );
  }

  async close(): Promise<void> {
    await Promise.all([...this.#made.values()].map(({ backend }) => backend.close()));
  }

  /** @throws RangeError where the backend has no URL, or one that is none */
  #backend(id: string, entry: BackendEntry, keyOf: KeyOf, reach: Reach): Made {
    const sort = backendSorts[entry.kind];
    const url = entry.url ?? sort.url;
    if (url === undefined)
      throw new RangeError(`backends.${id} needs a url, as ${entry.kind} has none of its own.`);
    const variable = entry.key_variable ?? sort.keyVariable;
    const apiKey = variable === undefined ? undefined : keyOf(variable);
    const from = JSON.stringify([entry, url, apiKey, reach]);
    const before = this.#made.get(id);
    if (before?.from === from) return before;
    const { origin, pathname } = new URL(url);
    const upstream = { origin, basePath: pathname.replace(/\/+$/, ""), apiKey, reach };
    const limits = this.#limits;
    const firstByteMs = entry.timeout === undefined ? limits.firstByteMs : entry.timeout * 1000;
    const backend = new HttpBackend(id, upstream, { ...limits, firstByteMs }, sort.wire(entry));
    return { kind: entry.kind, backend, from };
  }
}
