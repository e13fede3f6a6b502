/** What docs/runbooks/restore.md tells a person to do, as a test does it. */

import { readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { repositoryRoot } from "../../../automation/paths";
import { execute } from "../../helpers/stack";
import type { Cluster } from "../control-plane/cluster";

/** The blocks of code under a heading of the runbook, in their order, as far left as they go. */
export function blocksUnder(heading: string): string[] {
  const text = readFileSync(join(repositoryRoot, "docs/runbooks/restore.md"), "utf8");
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  return [...section.matchAll(/^( *)```sh\n([\s\S]*?)^ *```$/gm)].map(([, margin = "", block = ""]) =>
    block.replaceAll(new RegExp(`^${margin}`, "gm"), ""),
  );
}

/** How the shell of a person who works with a cluster is set. */
export function environmentFor(cluster: Cluster): Readonly<Record<string, string>> {
  return {
    KUBECACHEDIR: join(cluster.folder, "kubectl"),
    KUBECONFIG: cluster.kubeconfig,
    PATH: [dirname(cluster.kubectlPath), process.env["PATH"]].join(delimiter),
  };
}

/** Types commands of the runbook into a shell. @throws Error with what they say, where one fails. */
export async function follow(cluster: Cluster, commands: string): Promise<void> {
  const { code, stderr } = await execute("sh", ["-euc", commands], { env: environmentFor(cluster) });
  if (code !== 0) throw new Error(`${commands}: ${stderr}`);
}
