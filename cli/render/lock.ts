/** plinth-lock.json: what a cluster was rendered from, and the hash of every file. */

import { createHash } from "node:crypto";
import { z } from "zod";
import { clusterApiVersions, fleetCharts, fluxVersion, kubernetesPatches } from "../../model/fleet/versions";
import type { ChosenMachines, RenderedTree } from "./cluster";
import type { RenderRequest } from "./request";

/** Name of the file. */
export const lockName = "plinth-lock.json";

/** What is read of a lock file. */
const lockSchema = z.object({ format: z.literal(1), files: z.record(z.string(), z.string()) });

/** The text of the lock file. */
export function lockFile(
  { provider, values }: RenderRequest,
  machines: ChosenMachines,
  tree: RenderedTree,
): string {
  const { core, talosBootstrap, talosControlPlane } = clusterApiVersions;
  const lock = {
    format: 1,
    provider,
    inputs: Object.fromEntries(Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1))),
    machines,
    versions: {
      kubernetes: kubernetesPatches[values.kubernetes],
      talos: values.talos,
      clusterApi: core,
      talosBootstrap,
      talosControlPlane,
      infrastructure: clusterApiVersions[provider],
      cilium: fleetCharts.cilium.version,
      envoyGateway: fleetCharts.envoyGateway.version,
      flux: fluxVersion,
    },
    files: Object.fromEntries([...tree].map(([path, text]) => [path, hashOf(text)])),
  };
  return `${JSON.stringify(lock, undefined, 2)}\n`;
}

/** SHA-256 of a file, as the lock has it. */
export function hashOf(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** The hashes in a lock file, by path; `undefined` where the text is no lock file of ours. */
export function hashesOf(text: string): ReadonlyMap<string, string> | undefined {
  try {
    const result = lockSchema.safeParse(JSON.parse(text));
    return result.success ? new Map(Object.entries(result.data.files)) : undefined;
  } catch {
    return undefined;
  }
}
