/** What nodes are told when they start, beside what EKS tells them. */

import type { PoolPlan } from "./pool-plan";

const BOUNDARY = "==PLINTH==";

/**
 * The user data of a pool's nodes, as text. EKS adds its own to it, since the pool's AMI is one of EKS's.
 *
 * Containers whose pod names no seccomp profile get the runtime's default one, where the kubelet would leave them
 * unconfined. Pods of charts that are not ours are covered too then. On nodes with EFA, containers may lock the memory
 * that its adapters work on.
 *
 * Formats: https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html#launch-template-user-data
 */
export function userDataOf({
  operatingSystem,
  efaInterfaces,
}: Pick<PoolPlan, "operatingSystem" | "efaInterfaces">): string {
  switch (operatingSystem) {
    case "al2023":
      return nodeConfig(efaInterfaces > 0);
    case "bottlerocket":
      // https://bottlerocket.dev/en/os/latest/api/settings/kubernetes/#seccomp-default
      // It raises the limit on locked memory by itself: https://github.com/bottlerocket-os/bottlerocket-core-kit/pull/141
      return "[settings.kubernetes]\nseccomp-default = true\n";
  }
}

/**
 * Limits of containers' processes: those of nodeadm, whose list this one replaces, and 4 TiB of locked memory, which is
 * more than a machine has. The capability IPC_LOCK would do for root only.
 *
 * Source: https://github.com/awslabs/amazon-eks-ami/blob/main/nodeadm/doc/examples.md (modifying container RLIMITs)
 */
const RLIMITS = [
  { type: "RLIMIT_NOFILE", soft: 65_536, hard: 1_048_576 },
  { type: "RLIMIT_MEMLOCK", soft: 4 * 1024 ** 4, hard: 4 * 1024 ** 4 },
] as const;

/** One part of MIME that nodeadm reads: https://awslabs.github.io/amazon-eks-ami/nodeadm/doc/api/ */
function nodeConfig(locksMemory: boolean): string {
  // In the flow style of YAML, which is JSON.
  const containerd = JSON.stringify({ baseRuntimeSpec: { process: { rlimits: RLIMITS } } });
  return [
    "MIME-Version: 1.0",
    `Content-Type: multipart/mixed; boundary="${BOUNDARY}"`,
    "",
    `--${BOUNDARY}`,
    "Content-Type: application/node.eks.aws",
    "",
    "apiVersion: node.eks.aws/v1alpha1",
    "kind: NodeConfig",
    "spec:",
    "  kubelet:",
    "    config:",
    "      seccompDefault: true",
    ...(locksMemory ? [`  containerd: ${containerd}`] : []),
    "",
    `--${BOUNDARY}--`,
    "",
  ].join("\n");
}
