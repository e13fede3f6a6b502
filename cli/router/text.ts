/** How a router's keys and models are shown to a person. */

import { stringify } from "yaml";
import type { Entries, RouterKey, Target } from "../../automation/router/api";
import type { Colours } from "../colours";
import { formatTable } from "../table";

/** Whether a key works: `in force`, `expired` or `revoked`. */
export function stateOf({ revoked_at, expires_at }: RouterKey, now: Date): string {
  if (revoked_at !== null) return "revoked";
  return expires_at !== null && new Date(expires_at) <= now ? "expired" : "in force";
}

/** A table of keys, a line each. */
export function keysTable(keys: readonly RouterKey[], colours: Colours, now = new Date()): string {
  if (keys.length === 0) return "The router has no keys; `./plinth keys create <name>` makes one.";
  const head = ["NAME", "ID", "ENDS WITH", "MODELS", "LIMITS", "EXPIRES", "STATE"];
  return formatTable([
    head.map((title) => colours.bold(title)),
    ...keys.map((key) => [
      plain(key.name),
      plain(key.id),
      plain(key.hint),
      plain(key.models?.join(" ") ?? "all"),
      limitsOf(key),
      plain(key.expires_at ?? "never"),
      stateOf(key, now),
    ]),
  ]);
}

/** One key, a line for each thing that it has. */
export function keyText(key: RouterKey, now = new Date()): string {
  const rows: readonly (readonly [string, string])[] = [
    ["name", key.name],
    ["id", key.id],
    ["ends with", key.hint],
    ["state", stateOf(key, now)],
    ["tenant", key.tenant],
    ["models", key.models?.join(" ") ?? "all"],
    ["limits", limitsOf(key)],
    ["made", key.created_at],
    ["expires", key.expires_at ?? "never"],
    ...(key.revoked_at === null ? [] : [["revoked", key.revoked_at] as const]),
  ];
  return formatTable(rows.map(([title, value]) => [title, plain(value)]));
}

function limitsOf({ requests_per_minute, tokens_per_minute, budget }: RouterKey): string {
  const limits = [
    ...(requests_per_minute === null ? [] : [`${String(requests_per_minute)} requests/min`]),
    ...(tokens_per_minute === null ? [] : [`${String(tokens_per_minute)} tokens/min`]),
    ...(budget === null ? [] : [`$${String(budget.dollars)}${periodOf(budget.period)}`]),
  ];
  return plain(limits.length === 0 ? "none" : limits.join(", "));
}

function periodOf(period: string): string {
  return period === "total" ? " in total" : `/${period}`;
}

/** A model or a backend, and whether the API may change it. */
export interface Row<Entry> {
  readonly name: string;
  /** `stored` came by the admin API; `fixed` stands in the router's file or environment. */
  readonly from: "fixed" | "stored";
  readonly entry: Entry;
}

/** Tables of models and of backends. */
export function registryText(
  models: readonly Row<Entries["models"][string]>[],
  backends: readonly Row<Entries["backends"][string]>[],
  colours: Colours,
): string {
  const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
    formatTable([head.map((title) => colours.bold(title)), ...rows.map((row) => row.map(plain))]);
  const ofModels = table(
    ["MODEL", "FROM", "STRATEGY", "TARGETS"],
    models.map(({ name, from, entry }) => [
      name,
      from,
      entry.routing_strategy ?? "",
      entry.targets.map(targetText).join(", "),
    ]),
  );
  const ofBackends = table(
    ["BACKEND", "FROM", "KIND", "URL"],
    backends.map(({ name, from, entry }) => [name, from, entry.kind, entry.url ?? ""]),
  );
  return `${ofModels}\n\n${ofBackends}`;
}

function targetText({ backend, model }: Target): string {
  return `${backend}/${model}`;
}

/** An entry as a registry file has it, and as `--file` takes it. */
export function entryText(entry: unknown): string {
  return stringify(entry).trimEnd();
}

/** Text of others, without what a terminal would obey. */
export function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- they are what must not get through
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, "?");
}
