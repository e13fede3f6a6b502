/** The admin API of a router, as `workloads/router` serves it. */

import type { Door } from "./door";
import { refusalOf, silenceOf } from "./problems";

/** A key as the router tells of it. Times are ISO dates. */
export interface RouterKey {
  readonly id: string;
  /** The last characters of its secret. */
  readonly hint: string;
  readonly name: string;
  readonly tenant: string;
  /** Names and patterns of models; `null` for all. */
  readonly models: readonly string[] | null;
  readonly requests_per_minute: number | null;
  readonly tokens_per_minute: number | null;
  readonly budget: { readonly dollars: number; readonly period: string } | null;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
}

/** A key with its secret, which the router tells once. */
export interface MadeKey extends RouterKey {
  readonly key: string;
}

/** What a new key may be and use; the router's own names. */
export interface KeySettings {
  readonly name: string;
  readonly tenant?: string | undefined;
  readonly models?: readonly string[] | undefined;
  readonly requests_per_minute?: number | undefined;
  readonly tokens_per_minute?: number | undefined;
  readonly budget?: { readonly dollars: number; readonly period?: string | undefined } | undefined;
  readonly expires_in_seconds?: number | undefined;
}

/** A place that serves a model. */
export interface Target {
  readonly backend: string;
  readonly model: string;
}

/** A model; it has more keys than those that are read here. */
export interface Model {
  readonly targets: readonly Target[];
  readonly routing_strategy?: string;
  readonly [key: string]: unknown;
}

/** A backend; it has more keys than those that are read here. */
export interface Backend {
  readonly kind: string;
  readonly url?: string;
  readonly [key: string]: unknown;
}

/** Models and backends, by name. */
export interface Entries {
  readonly models: Readonly<Record<string, Model>>;
  readonly backends: Readonly<Record<string, Backend>>;
}

/** What the router's file and environment say, and what was stored by this API. */
export interface Registry {
  readonly fixed: Entries;
  readonly stored: Entries;
}

/** What entries of the registry there are; each is a part of the API's paths. */
export type EntryKind = keyof Entries;

/** Longest wait for an answer, in milliseconds: the router's own limit on its database is 10 seconds. */
const ANSWER_MS = 30_000;

/**
 * The admin API. Every call throws a PlinthError: router-unreachable, router-admin-key, router-unknown, router-conflict,
 * router-refused or router-failed; the signal's reason where it is aborted.
 */
export class AdminApi {
  constructor(
    private readonly door: Door,
    private readonly signal: AbortSignal,
  ) {}

  async keys(): Promise<readonly RouterKey[]> {
    return (await this.ask<{ data: readonly RouterKey[] }>("GET", "/keys")).data;
  }

  createKey(settings: KeySettings): Promise<MadeKey> {
    return this.ask("POST", "/keys", settings);
  }

  revokeKey(id: string): Promise<RouterKey> {
    return this.ask("DELETE", `/keys/${encodeURIComponent(id)}`);
  }

  /** @param graceSeconds how long the old key goes on working */
  rotateKey(id: string, graceSeconds: number): Promise<MadeKey> {
    return this.ask("POST", `/keys/${encodeURIComponent(id)}/rotate`, { grace_seconds: graceSeconds });
  }

  registry(): Promise<Registry> {
    return this.ask("GET", "/registry");
  }

  /** @returns the entry with its defaults */
  putEntry<Kind extends EntryKind>(kind: Kind, name: string, entry: unknown): Promise<Entries[Kind][string]> {
    return this.ask("PUT", `/${kind}/${pathOf(name)}`, entry);
  }

  async removeEntry(kind: EntryKind, name: string): Promise<void> {
    await this.ask("DELETE", `/${kind}/${pathOf(name)}`);
  }

  private async ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const where = `/admin/v1${path}`;
    let status: number;
    let text: string;
    try {
      const response = await fetch(`${this.door.url}${where}`, {
        method,
        // A redirect would take the key somewhere else.
        redirect: "manual",
        headers: {
          authorization: `Bearer ${this.door.adminKey}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.any([this.signal, AbortSignal.timeout(ANSWER_MS)]),
      });
      status = response.status;
      text = await response.text();
    } catch (error) {
      this.signal.throwIfAborted();
      throw silenceOf(error, this.door, ANSWER_MS / 1000);
    }
    const answer = status < 300 ? parsed(text) : undefined;
    if (answer !== undefined) return answer as Answer;
    throw refusalOf({ status, answer: parsed(text), asked: `${method} ${where}` }, this.door);
  }
}

/** A name in a path: its slashes stay, as the router takes all that follows for the name. */
function pathOf(name: string): string {
  return name.split("/").map(encodeURIComponent).join("/");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
