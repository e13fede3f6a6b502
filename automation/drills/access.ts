/** How a drill reaches the cluster of a stack. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kubeconfigPath, serverOf } from "../../components/k8s/kubeconfig";
import { PlinthError } from "../../model/errors";
import { programsNamed } from "../engine/find-program";
import { loadStackConfig, stackNames } from "../local/stack";
import type { OperationContext } from "../operation";
import { readOutputs } from "../outputs";
import type { OutputSource } from "../outputs";
import { repositoryRoot } from "../paths";
import type { ClusterAccess } from "./kubectl";

/** What the access is made from, for tests. */
export interface AccessSources {
  /** Folder of the stacks' files. @default the repository */
  readonly root?: string;
  /** @default Pulumi's outputs of the stack */
  readonly outputs?: OutputSource;
  /** Folders of programs, as PATH has them. @default PATH */
  readonly path?: string;
}

/**
 * Works with the cluster of a stack: the one that `plinth:kubeconfig` and `plinth:context` name, or on AWS the one that
 * the stack made. That one's kubeconfig stands in a file that only this user can read, while the work goes on.
 *
 * @throws PlinthError kubectl-missing; target-unavailable for a stack without a cluster; kubeconfig-invalid; what
 *   `readOutputs` throws; what the work throws.
 */
export async function withCluster<Answer>(
  stack: string,
  context: OperationContext,
  work: (access: ClusterAccess) => Promise<Answer>,
  { root = repositoryRoot, outputs, path }: AccessSources = {},
): Promise<Answer> {
  const config = loadStackConfig(stack, root);
  if (config.target === "compose")
    throw new PlinthError(
      "target-unavailable",
      `The stack ${stack} has plinth:target compose, and no cluster.`,
      {
        fix: `Name a stack with a cluster. The stacks are: ${stackNames(root).join(", ")}.`,
      },
    );
  const [kubectl] = programsNamed("kubectl", path);
  if (kubectl === undefined) throw new PlinthError("kubectl-missing", "There is no kubectl on PATH.");
  if (config.target === "kubernetes") {
    const file = kubeconfigPath(config.kubeconfig, root);
    serverOf(file, config.context);
    return work({ kubectl, kubeconfig: file, context: config.context });
  }
  const { kubeconfig } = await readOutputs(stack, context, outputs);
  const folder = mkdtempSync(join(tmpdir(), "plinth-drill-"));
  try {
    const file = join(folder, "kubeconfig");
    writeFileSync(file, kubeconfig.reveal(), { mode: 0o600 });
    return await work({ kubectl, kubeconfig: file });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
