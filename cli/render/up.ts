/** `render up`: from options to files. */

import { readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseDocument } from "yaml";
import { repositoryRoot } from "../../automation/paths";
import { PlinthError } from "../../model/errors";
import type { CommandContext, CommandResult } from "../command";
import { machinesOf, renderCluster } from "./cluster";
import type { RenderedTree } from "./cluster";
import { fleetFiles } from "./fleet-files";
import { prove } from "./proofs";
import { machineWords } from "./readme";
import { makeRequest, optionKeys } from "./request";
import type { RenderRequest } from "./request";
import { isPlaceholder } from "./values";
import { writeTree } from "./write";

/** Options of the command line by their names. */
type Options = Readonly<Record<string, string | boolean | undefined>>;

/** Renders a cluster into its folder and says what it is. */
export async function renderUp(
  options: Options,
  { signal }: Pick<CommandContext, "signal">,
): Promise<CommandResult> {
  const files = fleetFiles();
  const request = requestOf(options);
  const tree = renderCluster(request, files);
  demandProven(tree);
  const out = typeof options["out"] === "string" ? resolve(options["out"]) : join(repositoryRoot, "out");
  const folder = join(out, request.values.name);
  const written = await writeTree(tree, folder, signal);
  const machines = machinesOf(request, files);
  const { name, workers, controlPlanes } = request.values;
  const shown = relative(process.cwd(), folder);
  const place = shown.startsWith("..") ? folder : shown;
  return {
    document: { name, provider: request.provider, folder, written, machines, files: [...tree.keys()] },
    text: [
      `${name}: ${tree.size} files in ${place} (${written}).`,
      `Control plane: ${controlPlanes} × ${machineWords(machines.controlPlane)}.`,
      `Workers: ${workers} × ${machineWords(machines.worker)}.`,
      ...placeholderWords(request),
      `Nothing was applied; ${join(place, "README.md")} has the commands.`,
    ].join("\n"),
  };
}

/** No tree is written that the static proofs find a problem in: a fault of the templates, or of a value's effect. */
function demandProven(tree: RenderedTree): void {
  const problems = prove(tree);
  if (problems.length === 0) return;
  throw new PlinthError(
    "render-template-invalid",
    "What was rendered does not pass its proofs; nothing was written.",
    {
      details: problems.map(({ proof, file, line, message }) => `${file}:${line}: ${message} [${proof}]`),
    },
  );
}

/** The request that options make; `--provider` and the file of values among them. */
export function requestOf(options: Options): RenderRequest {
  const provider = options["provider"];
  if (typeof provider !== "string")
    throw new PlinthError("render-input-invalid", "--provider is missing.", {
      fix: "Give `--provider aws`, azure, gcp or proxmox.",
    });
  const path = options["values"];
  const given = Object.entries(optionKeys).flatMap(([option, key]) => {
    const text = options[option];
    return typeof text === "string" ? [[key, valueOf(key, text)] as const] : [];
  });
  return makeRequest(
    {
      provider,
      ...(typeof path === "string" ? { values: readValues(path) } : {}),
      options: Object.fromEntries(given),
    },
    fleetFiles(),
  );
}

const numbers: readonly string[] = ["workers", "cpu", "memoryGiB"];

/** The value that an option's text stands for; what stands for none is left for the schema to refuse. */
function valueOf(key: string, text: string): unknown {
  if (key === "recipes") return text === "" ? [] : text.split(",").map((one) => one.trim());
  return numbers.includes(key) && /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
}

function readValues(path: string): Record<string, unknown> {
  const refuse = (message: string, cause?: unknown): PlinthError =>
    new PlinthError("render-input-invalid", `--values ${path}: ${message}`, {
      cause,
      fix: "Give a copy of the provider's values.example.yaml in fleet/clusters.",
    });
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw refuse("The file cannot be read.", error);
  }
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined)
    throw refuse(`It is no YAML: line ${error.linePos?.[0].line ?? 1}, ${error.code}.`);
  const values: unknown = document.toJS() ?? {};
  if (typeof values === "object" && values !== null && !Array.isArray(values))
    return values as Record<string, unknown>;
  throw refuse("It is no list of keys and values.");
}

/** What the defaults hold only the place of. */
function placeholderWords({ values }: RenderRequest): readonly string[] {
  const keys = Object.keys(values).filter((key) => isPlaceholder(values[key]));
  return keys.length === 0
    ? []
    : [`Placeholders, to be given with --values before anything is applied: ${keys.join(", ")}.`];
}
