/** What the actions of `plinth keys` do. */

import type { MadeKey, RouterKey } from "../../automation/router/api";
import { PlinthError } from "../../model/errors";
import { nearest } from "../../model/nearest";
import type { CommandContext, CommandResult } from "../command";
import { apiOf } from "./options";
import type { DoorOptions } from "./options";
import { keysTable, keyText, plain, stateOf } from "./text";

/** Options of every action, as commander gives them. */
export interface KeysOptions extends DoorOptions {
  readonly tenant?: string;
  readonly models?: readonly string[];
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  /** US dollars. */
  readonly budget?: number;
  readonly period?: string;
  /** Seconds. */
  readonly expires?: number;
  /** Seconds. */
  readonly grace?: number;
}

/** `keys list`: all keys, without their secrets. */
export async function listKeys(options: KeysOptions, context: CommandContext): Promise<CommandResult> {
  const keys = await apiOf(options, context).keys();
  return { document: { keys }, text: keysTable(keys, context.terminal.colours) };
}

/** `keys show <key>`. */
export async function showKey(
  word: string,
  options: KeysOptions,
  context: CommandContext,
): Promise<CommandResult> {
  const key = pick(word, await apiOf(options, context).keys(), { ended: "too" });
  return { document: key, text: keyText(key) };
}

/** `keys create <name>`: the secret alone goes to standard output, so that it can be piped. */
export async function createKey(
  name: string,
  options: KeysOptions,
  context: CommandContext,
): Promise<CommandResult> {
  const { tenant, models, budget, period, expires } = options;
  if (period !== undefined && budget === undefined)
    throw new PlinthError("usage", "--period says when a budget begins anew, and there is no --budget.", {
      fix: "Give a --budget in US dollars too, or leave --period out.",
    });
  const made = await apiOf(options, context).createKey({
    ...{ name, tenant, models, expires_in_seconds: expires },
    requests_per_minute: options.requestsPerMinute,
    tokens_per_minute: options.tokensPerMinute,
    budget: budget === undefined ? undefined : { dollars: budget, period },
  });
  return shownOnce(made, `Made the key ${plain(made.name)} (${plain(made.id)}).`, context);
}

/** `keys revoke <key>`: it ends at once. */
export async function revokeKey(
  word: string,
  options: KeysOptions,
  context: CommandContext,
): Promise<CommandResult> {
  const api = apiOf(options, context);
  const { id } = pick(word, await api.keys(), { ended: "by id" });
  const key = await api.revokeKey(id);
  return { document: key, text: `The key ${plain(key.name)} (${plain(key.id)}) no longer works.` };
}

/** `keys rotate <key>`: a key with the same settings, whose secret goes to standard output. */
export async function rotateKey(
  word: string,
  options: KeysOptions,
  context: CommandContext,
): Promise<CommandResult> {
  const api = apiOf(options, context);
  const old = pick(word, await api.keys(), { ended: "by id" });
  const { grace = 0 } = options;
  const made = await api.rotateKey(old.id, grace);
  const until = grace === 0 ? "no longer works" : `works until ${untilText(old, grace)}`;
  return shownOnce(
    made,
    `Made the key ${plain(made.name)} (${plain(made.id)}); the old one (${plain(old.id)}) ${until}.`,
    context,
  );
}

/** A key that ends anyway does not live longer for being rotated. */
function untilText({ expires_at }: RouterKey, graceSeconds: number): string {
  const end = new Date(Date.now() + graceSeconds * 1000).toISOString();
  return expires_at !== null && expires_at < end ? expires_at : end;
}

function shownOnce(made: MadeKey, what: string, { reporter }: CommandContext): CommandResult {
  reporter.note(`${what} Its secret is shown this once: the router keeps a hash of it alone.`);
  return { document: made, text: made.key };
}

/**
 * The key of an id, or the only one of a name that is in force.
 *
 * @param keys the newest first, as the router lists them.
 * @param options `ended`: whether a name may mean a key that has ended.
 * @throws PlinthError router-unknown, with a name or an id that is near; usage for a name that several keys have.
 */
export function pick(
  word: string,
  keys: readonly RouterKey[],
  { ended }: { readonly ended: "too" | "by id" },
  now = new Date(),
): RouterKey {
  const byId = keys.find(({ id }) => id === word);
  if (byId !== undefined) return byId;
  const named = keys.filter(({ name }) => name === word);
  const inForce = named.filter((key) => stateOf(key, now) === "in force");
  if (inForce.length > 1)
    throw new PlinthError("usage", `${String(inForce.length)} keys have the name '${plain(word)}'.`, {
      details: inForce.map(({ id, hint, created_at }) =>
        plain(`${id}, which ends with ${hint}, made ${created_at}`),
      ),
      fix: "Give the id of the one that you mean.",
    });
  const [found = ended === "too" ? named[0] : undefined] = inForce;
  if (found !== undefined) return found;
  throw unknownKey(word, keys, named.length > 0);
}

function unknownKey(word: string, keys: readonly RouterKey[], hasEnded: boolean): PlinthError {
  const near = nearest(word, [...keys.map(({ name }) => name), ...keys.map(({ id }) => id)]);
  const what = hasEnded
    ? `No key of the name '${plain(word)}' is in force any more.`
    : `The router has no key with the name or the id '${plain(word)}'.`;
  const suggestion = near === undefined || hasEnded ? "" : `Did you mean \`${plain(near)}\`? `;
  return new PlinthError("router-unknown", what, {
    fix: `${suggestion}\`./plinth keys list\` shows the keys.`,
  });
}
