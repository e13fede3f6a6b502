import { RouterError } from "../errors.ts";
import type { EntryKind, EntryStore } from "../store/entries.ts";

import type { KeyOf, RegistryHolder } from "./loader.ts";
import type { BackendEntry, ModelEntry, RegistryEntries } from "./schema.ts";

/** Another router's changes are seen after so long, in milliseconds. */
const REFRESH_MS = 10_000;

const KEYS = { backend: "backends", model: "models" } as const;

/**
 * Puts together what the registry is made from: what the environment and the file say, and what the admin API stored.
 * Where both name the same, the file and the environment win, since whoever wrote them cannot see the store.
 */
export class RegistrySources {
  readonly #holder: RegistryHolder;
  readonly #store: EntryStore;
  #fixed: RegistryEntries;
  #stored: RegistryEntries = { backends: {}, models: {} };
  #timer: NodeJS.Timeout | undefined;

  constructor(holder: RegistryHolder, store: EntryStore, fixed: RegistryEntries) {
    this.#holder = holder;
    this.#store = store;
    this.#fixed = fixed;
  }

  /** What stands in the file and the environment, and what is stored. */
  get entries(): { readonly fixed: RegistryEntries; readonly stored: RegistryEntries } {
    return { fixed: this.#fixed, stored: this.#stored };
  }

  /** Reads what is stored, now and every ten seconds. @throws DatabaseError where it cannot be read now */
  async start(onProblem: (error: unknown) => void): Promise<void> {
    await this.refresh();
    this.#timer = setInterval(() => void this.refresh().catch(onProblem), REFRESH_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Reads what is stored. @throws DatabaseError, or RangeError where it does not fit with what the file says now */
  async refresh(): Promise<void> {
    const stored = await this.#store.all();
    if (JSON.stringify(stored) === JSON.stringify(this.#stored)) return;
    this.#apply(this.#fixed, stored);
  }

  /** Takes what the file and the environment say now. @throws RangeError where it does not fit with what is stored */
  replaceFixed(fixed: RegistryEntries, keyOf: KeyOf): void {
    this.#apply(fixed, this.#stored, keyOf);
  }

  /** @throws RouterError entry_conflict; DatabaseError */
  async put(kind: EntryKind, name: string, entry: BackendEntry | ModelEntry): Promise<void> {
    this.#refuseFixed(kind, name);
    const key = KEYS[kind];
    const next = { ...this.#stored, [key]: { ...this.#stored[key], [name]: entry } };
    if (kind === "backend") refuseUnfit(() => this.#holder.checkStored(name, entry as BackendEntry));
    // First here, where a mistake is seen, then there, where others read it.
    await this.#change(next, () => this.#store.put(kind, name, entry));
  }

  /** @throws RouterError entry_conflict, entry_not_found; DatabaseError */
  async remove(kind: EntryKind, name: string): Promise<void> {
    this.#refuseFixed(kind, name);
    const key = KEYS[kind];
    const left = Object.fromEntries(Object.entries(this.#stored[key]).filter(([other]) => other !== name));
    await this.#change({ ...this.#stored, [key]: left }, () => this.#store.remove(kind, name));
  }

  async #change(next: RegistryEntries, write: () => Promise<void>): Promise<void> {
    const before = this.#stored;
    refuseUnfit(() => this.#apply(this.#fixed, next));
    try {
      await write();
    } catch (error) {
      this.#apply(this.#fixed, before);
      throw error;
    }
  }

  #apply(fixed: RegistryEntries, stored: RegistryEntries, keyOf?: KeyOf): void {
    const backends = { ...stored.backends, ...fixed.backends };
    const models = { ...stored.models, ...fixed.models };
    const storedNames = Object.keys(stored.backends).filter((name) => !Object.hasOwn(fixed.backends, name));
    this.#holder.replace({ backends, models }, { keyOf, stored: new Set(storedNames) });
    this.#fixed = fixed;
    this.#stored = stored;
  }

  #refuseFixed(kind: EntryKind, name: string): void {
    if (!Object.hasOwn(this.#fixed[KEYS[kind]], name)) return;
    const what = `The ${kind} '${name}' stands in the router's file or environment; change it there.`;
    throw new RouterError("entry_conflict", what);
  }
}

/** @throws RouterError entry_conflict where what was tried does not fit */
function refuseUnfit(attempt: () => void): void {
  try {
    attempt();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RouterError("entry_conflict", error.message, { cause: error });
  }
}
