/** What a cluster is rendered from: the provider's defaults, a file of values over them, options over both. */

import { parse } from "yaml";
import type { z } from "zod";
import { PlinthError } from "../../model/errors";
import { nearest } from "../../model/nearest";
import { withDependencies } from "../../model/fleet/recipes";
import type { RecipeId } from "../../model/fleet/recipes";
import { solve } from "../../model/fleet/compatibility";
import type { KubernetesMinor, TalosMinor } from "../../model/fleet/versions";
import type { FleetFiles } from "./fleet-files";
import { chooseMachine } from "./machines";
import { providerIds, providers } from "./providers";
import type { Provider, ProviderId } from "./providers";
import { listed } from "./values";

/** Values of clusters of every provider. */
export interface CommonValues {
  readonly name: string;
  readonly namespace: string;
  readonly region: string;
  readonly kubernetes: KubernetesMinor;
  readonly talos: TalosMinor;
  readonly controlPlanes: number;
  readonly controlPlaneCpu: number;
  readonly controlPlaneMemoryGiB: number;
  readonly workers: number;
  readonly cpu: number;
  readonly memoryGiB: number;
  readonly diskGiB: number;
  readonly recipes: readonly RecipeId[];
  /** Registry of the platform's own images. @default none: no recipe needs one */
  readonly registry?: string | undefined;
  /** Base URL that the recipe router sends requests to. @default llm-d's router */
  readonly upstreamUrl?: string | undefined;
  /** DNS domain of the recipe gateway. @default none: no recipe needs one */
  readonly domain?: string | undefined;
  readonly podCidr: string;
  readonly serviceCidr: string;
}

/** What one cluster is rendered from: checked, nothing left open. */
export interface RenderRequest {
  readonly provider: ProviderId;
  /** The common values and those of the provider. */
  readonly values: CommonValues & Readonly<Record<string, unknown>>;
}

/** What is given for a cluster. */
export interface Given {
  readonly provider: string;
  /** Values by their keys, as a file of values has them. @default none */
  readonly values?: Readonly<Record<string, unknown>>;
  /** Values of options, by their keys; they win. @default none */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Options of the command line that set a value, and the key that each sets. */
export const optionKeys = {
  name: "name",
  region: "region",
  workers: "workers",
  cpu: "cpu",
  memory: "memoryGiB",
  k8s: "kubernetes",
  talos: "talos",
  recipes: "recipes",
  registry: "registry",
  upstream: "upstreamUrl",
  domain: "domain",
  addresses: "addresses",
  gateway: "gateway",
  endpoint: "endpoint",
  project: "project",
} as const;

const optionOf = new Map<string, string>(
  Object.entries(optionKeys).map(([option, key]) => [key, `--${option}`]),
);

/**
 * Checks what is given and fills in the defaults.
 *
 * @throws PlinthError `render-input-invalid` with everything that is wrong.
 */
export function makeRequest(given: Given, files: FleetFiles): RenderRequest {
  const id = providerOf(given.provider);
  const { schema }: Provider = providers[id];
  const values = { ...defaultsOf(id, files), ...given.values, ...given.options };
  const result = schema.safeParse(values);
  const problems = result.success
    ? conflicts(id, result.data as RenderRequest["values"], files)
    : result.error.issues.flatMap((issue) => describe(id, issue, values));
  if (problems.length > 0)
    throw new PlinthError("render-input-invalid", `A cluster on ${id} cannot be rendered from this.`, {
      details: problems,
    });
  return { provider: id, values: result.data as RenderRequest["values"] };
}

/** Defaults by the text that they were read from. */
const defaults = new Map<string, Readonly<Record<string, unknown>>>();

/** The defaults of a provider: its values.example.yaml. */
export function defaultsOf(id: ProviderId, files: FleetFiles): Readonly<Record<string, unknown>> {
  const text = files.get(`${id}/values.example.yaml`) ?? "";
  const known = defaults.get(text) ?? (parse(text) as Readonly<Record<string, unknown>>);
  defaults.set(text, known);
  return known;
}

function providerOf(given: string): ProviderId {
  const id = providerIds.find((one) => one === given);
  if (id !== undefined) return id;
  const suggestion = nearest(given, providerIds);
  throw new PlinthError("render-input-invalid", `There is no provider '${given}'.`, {
    fix: `${suggestion === undefined ? "" : `Did you mean \`${suggestion}\`? `}The providers are ${listed(providerIds)}.`,
  });
}

/** What is wrong between values that are each right. */
function conflicts(id: ProviderId, values: RenderRequest["values"], files: FleetFiles): readonly string[] {
  const { kubernetes, talos, cpu, memoryGiB, controlPlaneCpu, controlPlaneMemoryGiB } = values;
  const problems: string[] = [];
  const solution = solve({ provider: id, kubernetes, talos });
  if (!solution.ok) {
    const instead =
      solution.changes.length === 0 ? "" : ` The nearest that works: ${solution.changes.join(", ")}.`;
    problems.push(`--k8s ${kubernetes} and --talos ${talos}: ${solution.conflicts.join(" ")}${instead}`);
  }
  if (id === "proxmox" && talos === "1.11")
    problems.push(
      "--talos: Proxmox needs 1.12 or newer, which has Layer2VIPConfig for the --endpoint. Given: 1.11.",
    );
  const worker = chooseMachine(id, { cpu, memoryGiB }, files);
  if (typeof worker === "string") problems.push(`--cpu and --memory: ${worker}`);
  const control = chooseMachine(id, { cpu: controlPlaneCpu, memoryGiB: controlPlaneMemoryGiB }, files);
  if (typeof control === "string") problems.push(`controlPlaneCpu and controlPlaneMemoryGiB: ${control}`);
  return [...problems, ...routerProblems(values), ...gatewayProblems(values)];
}

/** What the recipe router lacks, and values of it where it is not among the recipes. */
function routerProblems({
  recipes,
  registry,
  upstreamUrl,
}: Pick<CommonValues, "recipes" | "registry" | "upstreamUrl">): readonly string[] {
  const installed = withDependencies(recipes);
  const given = { registry, upstreamUrl };
  if (!installed.includes("router"))
    return Object.entries(given)
      .filter(([, value]) => value !== undefined)
      .map(
        ([key, value]) =>
          `${labelOf([key])}: Nothing uses it, as the --recipes have no router. Given: ${JSON.stringify(value)}.`,
      );
  const needed = {
    registry:
      "The recipe router runs an image that you publish; give the HOST/PATH of its registry, such as registry.example.com/plinth.",
    ...(!installed.includes("llm") && {
      upstreamUrl:
        "The recipe router has no upstream without the recipe llm; give the base URL of one, such as https://models.example.com/v1.",
    }),
  };
  return Object.entries(needed)
    .filter(([key]) => given[key as keyof typeof given] === undefined)
    .map(([key, sentence]) => `${labelOf([key])} is missing. ${sentence}`);
}

/** A domain that the recipe gateway lacks, or that nothing uses. */
function gatewayProblems({ recipes, domain }: Pick<CommonValues, "recipes" | "domain">): readonly string[] {
  const label = labelOf(["domain"]);
  if (withDependencies(recipes).includes("gateway"))
    return domain === undefined
      ? [
          `${label} is missing. The recipe gateway serves names below a DNS domain; give one, such as plinth.example.com.`,
        ]
      : [];
  return domain === undefined
    ? []
    : [`${label}: Nothing uses it, as the --recipes have no gateway. Given: ${JSON.stringify(domain)}.`];
}

/** One issue of the schema as sentences. */
function describe(
  id: ProviderId,
  issue: z.core.$ZodIssue,
  values: Readonly<Record<string, unknown>>,
): readonly string[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(id, key));
  const label = labelOf(issue.path.map(String));
  const given = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown>)[key],
    values,
  );
  if (given === undefined) return [`${label} is missing. ${issue.message}`];
  return [`${label}: ${issue.message} Given: ${JSON.stringify(given)}.`];
}

function labelOf([key = "", ...rest]: readonly string[]): string {
  return `${optionOf.get(key) ?? key}${rest.map((part) => `[${part}]`).join("")}`;
}

/** A key that the provider does not have: of another provider, or misspelt. */
function unknownKey(id: ProviderId, key: string): string {
  const others = providerIds.filter((other) => other !== id && keysOf(other).includes(key));
  if (others.length > 0)
    return `${labelOf([key])} is for ${listed(others)} only; ${id} has nothing of the kind.`;
  const suggestion = nearest(key, keysOf(id));
  return `There is no value '${key}' for ${id}.${suggestion === undefined ? "" : ` Did you mean ${suggestion}?`}`;
}

function keysOf(id: ProviderId): readonly string[] {
  return Object.keys(providers[id].schema.shape);
}
