/** plinth-lock.json: what a cluster was rendered from, and the hash of every file. */

import { hash } from "node:crypto";
import { z } from "zod";
import { clusterApiVersions, fleetCharts, fluxVersion, kubernetesPatches } from "../../model/fleet/versions";
import type { ChosenMachines, RenderedTree } from "./cluster";
import { providerIds } from "./providers";
import type { ProviderId } from "./providers";
import type { RenderRequest } from "./request";

/** Name of the file. */
export const lockName = "plinth-lock.json";

/** What is read of a lock file where only the files count. */
const filesSchema = z.object({ format: z.literal(1), files: z.record(z.string(), z.string()) });

const machineSchema = z.object({ name: z.string().optional(), cpu: z.number(), memoryGiB: z.number() });

/** A whole lock file. */
const lockSchema = filesSchema.extend({
  provider: z.enum(providerIds),
  inputs: z.looseObject({ name: z.string() }),
  machines: z.object({ controlPlane: machineSchema, worker: machineSchema }),
  versions: z.record(z.string(), z.string()),
});

/** A lock file that was read. */
export type Lock = z.infer<typeof lockSchema>;

/** The text of the lock file. */
export function lockFile(
  { provider, values }: RenderRequest,
  machines: ChosenMachines,
  tree: RenderedTree,
): string {
  const lock = {
    format: 1,
    provider,
    inputs: Object.fromEntries(Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1))),
    machines,
    versions: pinnedVersions(provider, { kubernetes: values.kubernetes, talos: values.talos }),
    files: Object.fromEntries([...tree].map(([path, text]) => [path, hashOf(text)])),
  };
  return `${JSON.stringify(lock, undefined, 2)}\n`;
}

/** What this Plinth pins for a cluster, by the names of the lock; the versions that are chosen are those given. */
export function pinnedVersions(
  provider: ProviderId,
  { kubernetes = "", talos = "" }: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const { core, talosBootstrap, talosControlPlane } = clusterApiVersions;
  const patches: Readonly<Record<string, string>> = kubernetesPatches;
  return {
    // A patch is found by its minor, and stays where its minor is no longer rendered.
    kubernetes: patches[kubernetes.split(".").slice(0, 2).join(".")] ?? kubernetes,
    talos,
    clusterApi: core,
    talosBootstrap,
    talosControlPlane,
    infrastructure: clusterApiVersions[provider],
    cilium: fleetCharts.cilium.version,
    envoyGateway: fleetCharts.envoyGateway.version,
    flux: fluxVersion,
  };
}

/** SHA-256 of a file, as the lock has it. */
export function hashOf(content: string | Uint8Array): string {
  return hash("sha256", content, "hex");
}

/** A whole lock file; a sentence that says why where the text is none of ours. */
export function parseLock(text: string): Lock | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "It is no JSON.";
  }
  const format = z.object({ format: z.unknown() }).safeParse(value).data?.format;
  if (format === undefined) return "It has no `format`, so it is no lock of Plinth.";
  if (format !== 1)
    return `It has the format ${JSON.stringify(format)}, and this version of Plinth reads the format 1.`;
  const result = lockSchema.safeParse(value);
  if (result.success) return result.data;
  const paths = result.error.issues.map(({ path }) => `\`${path.map(String).join(".")}\``);
  return `It is not as Plinth writes it: ${[...new Set(paths)].join(", ")}.`;
}

/** The hashes in a lock file, by path; `undefined` where the text is no lock file of ours. */
export function hashesOf(text: string): ReadonlyMap<string, string> | undefined {
  try {
    const result = filesSchema.safeParse(JSON.parse(text));
    return result.success ? new Map(Object.entries(result.data.files)) : undefined;
  } catch {
    return undefined;
  }
}
