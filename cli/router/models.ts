/** What the actions of `plinth models` do. */

import { readFileSync } from "node:fs";
import { parse, YAMLParseError } from "yaml";
import type { AdminApi, Backend, EntryKind, Entries, Model, Registry } from "../../automation/router/api";
import { PlinthError } from "../../model/errors";
import { nearest } from "../../model/nearest";
import type { CommandContext, CommandResult } from "../command";
import { apiOf } from "./options";
import type { DoorOptions } from "./options";
import { entryText, plain, registryText } from "./text";
import type { Row } from "./text";

/** Options of every action, as commander gives them. */
export interface ModelsOptions extends DoorOptions {
  /** Each `<backend>/<model>`. */
  readonly target?: readonly string[];
  readonly strategy?: string;
  readonly fallbacks?: readonly string[];
  readonly file?: string;
  readonly kind?: string;
  readonly backendUrl?: string;
  readonly keyVariable?: string;
}

/** `models list`: models and backends, and where they come from. */
export async function listModels(options: ModelsOptions, context: CommandContext): Promise<CommandResult> {
  const registry = await apiOf(options, context).registry();
  const models = rowsOf("models", registry);
  const backends = rowsOf("backends", registry);
  return {
    document: { models: models.map(documentOf), backends: backends.map(documentOf) },
    text: registryText(models, backends, context.terminal.colours),
  };
}

/** `models show <model>`: the entry, as a registry file has it. */
export async function showModel(
  name: string,
  options: ModelsOptions,
  context: CommandContext,
): Promise<CommandResult> {
  const rows = rowsOf("models", await apiOf(options, context).registry());
  const row = rows.find((one) => one.name === name);
  if (row === undefined) throw unknownEntry("models", name, rows);
  return { document: documentOf(row), text: entryText(row.entry) };
}

/** `models add <model>`: stores a model in the place of what was stored under its name. */
export function addModel(
  name: string,
  options: ModelsOptions,
  context: CommandContext,
): Promise<CommandResult> {
  const entry = modelOf(options);
  return put("models", name, entry, apiOf(options, context));
}

/** `models add-backend <backend>`: stores a server that models may have targets on. */
export function addBackend(
  name: string,
  options: ModelsOptions,
  context: CommandContext,
): Promise<CommandResult> {
  const { kind = "openai-compatible", backendUrl: url, keyVariable: key_variable } = options;
  const entry = {
    kind,
    ...(url !== undefined && { url }),
    ...(key_variable !== undefined && { key_variable }),
  };
  return put("backends", name, entry, apiOf(options, context));
}

/** `models remove <model>` and `models remove-backend <backend>`: takes away what was stored. */
export async function removeEntry(
  kind: EntryKind,
  name: string,
  options: ModelsOptions,
  context: CommandContext,
): Promise<CommandResult> {
  const api = apiOf(options, context);
  const rows = rowsOf(kind, await api.registry());
  if (!rows.some((row) => row.name === name)) throw unknownEntry(kind, name, rows);
  await api.removeEntry(kind, name);
  return { document: { name, removed: true }, text: `The router no longer has the ${words[kind]} ${name}.` };
}

/** What an entry of each kind is called. */
const words = { models: "model", backends: "backend" } as const;

async function put(kind: EntryKind, name: string, entry: unknown, api: AdminApi): Promise<CommandResult> {
  const { stored } = await api.registry();
  const replaced = Object.hasOwn(stored[kind], name);
  const made = await api.putEntry(kind, name, entry);
  return {
    document: { name, from: "stored", replaced, ...made },
    text: `The router has ${replaced ? "another" : "the"} ${words[kind]} ${name}${replaced ? " now" : ""}.`,
  };
}

/** @throws PlinthError usage where neither or both of targets and a file are given, or a target is none. */
function modelOf({ target, strategy, fallbacks, file }: ModelsOptions): unknown {
  const others = target !== undefined || strategy !== undefined || fallbacks !== undefined;
  if (file !== undefined && others)
    throw new PlinthError("usage", "--file has the whole model, and is given beside other options of it.", {
      fix: "Leave out --file, or --target, --strategy and --fallbacks.",
    });
  if (file !== undefined) return readEntry(file);
  if (target === undefined)
    throw new PlinthError("usage", "A model needs a place that serves it, and no --target is given.", {
      fix: "Give --target <backend>/<model>, once for each place, or --file with the whole model.",
    });
  return {
    targets: target.map(targetOf),
    ...(strategy !== undefined && { routing_strategy: strategy }),
    ...(fallbacks !== undefined && { fallbacks }),
  };
}

/** A backend's name has no slash; a model's may have some. */
function targetOf(text: string): { backend: string; model: string } {
  const at = text.indexOf("/");
  if (at > 0 && at < text.length - 1) return { backend: text.slice(0, at), model: text.slice(at + 1) };
  throw new PlinthError("usage", `--target is '${plain(text)}', which is no <backend>/<model>.`, {
    fix: "Give the name of a backend, a slash, and the model's name there, such as mac/mistral:7b; `./plinth models list` shows the backends.",
  });
}

function readEntry(file: string): unknown {
  try {
    return parse(readFileSync(file, "utf8")) as unknown;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      error instanceof YAMLParseError
        ? `is not YAML: ${error.message.split("\n")[0] ?? ""}`
        : `cannot be read (${code ?? "unknown"})`;
    throw new PlinthError("usage", `The file ${file} of --file ${why}.`, {
      fix: "Give a file with one model as a registry file has it; `./plinth models show <model>` prints one.",
      cause: error,
    });
  }
}

/** Entries of one kind; the file's and the environment's first, as they win. */
function rowsOf<Kind extends EntryKind>(
  kind: Kind,
  { fixed, stored }: Registry,
): Row<Entries[Kind][string]>[] {
  const of = (from: Row<unknown>["from"], entries: Entries): Row<Entries[Kind][string]>[] =>
    Object.entries(entries[kind]).map(([name, entry]) => ({
      name,
      from,
      entry: entry as Entries[Kind][string],
    }));
  const first = of("fixed", fixed);
  const names = new Set(first.map(({ name }) => name));
  return [...first, ...of("stored", stored).filter(({ name }) => !names.has(name))];
}

function documentOf({ name, from, entry }: Row<Model | Backend>): object {
  return { name, from, ...entry };
}

function unknownEntry(kind: EntryKind, name: string, rows: readonly Row<unknown>[]): PlinthError {
  const near = nearest(
    name,
    rows.map((row) => row.name),
  );
  return new PlinthError("router-unknown", `The router has no ${words[kind]} '${plain(name)}'.`, {
    fix: `${near === undefined ? "" : `Did you mean \`${plain(near)}\`? `}\`./plinth models list\` shows what there is.`,
  });
}
