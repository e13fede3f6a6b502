import { RouterError } from "../errors.ts";
import { backendEntry, modelEntry } from "../registry/schema.ts";
import type { BackendEntry, ModelEntry, RegistryEntries } from "../registry/schema.ts";

import type { Database } from "./database.ts";

/** What an entry is of. */
export type EntryKind = "backend" | "model";

/** Backends and models that came by the admin API. */
export class EntryStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws DatabaseError */
  async all(): Promise<RegistryEntries> {
    const rows = await this.#database.query(
      "SELECT kind, name, entry FROM router_entries ORDER BY kind, name",
    );
    const backends: Record<string, BackendEntry> = {};
    const models: Record<string, ModelEntry> = {};
    for (const { kind, name, entry } of rows) {
      const value: unknown = JSON.parse(String(entry));
      if (kind === "backend") backends[String(name)] = backendEntry.parse(value);
      else models[String(name)] = modelEntry.parse(value);
    }
    return { backends, models };
  }

  /** @throws DatabaseError */
  async put(kind: EntryKind, name: string, entry: BackendEntry | ModelEntry): Promise<void> {
    await this.#database.query(
      `INSERT INTO router_entries (kind, name, entry, updated_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (kind, name) DO UPDATE SET entry = excluded.entry, updated_at = excluded.updated_at`,
      [kind, name, JSON.stringify(entry), Date.now()],
    );
  }

  /** @throws RouterError entry_not_found; DatabaseError */
  async remove(kind: EntryKind, name: string): Promise<void> {
    const gone = await this.#database.query(
      "DELETE FROM router_entries WHERE kind = $1 AND name = $2 RETURNING name",
      [kind, name],
    );
    if (gone.length > 0) return;
    throw new RouterError("entry_not_found", `The store has no ${kind} '${name.slice(0, 128)}'.`);
  }
}
