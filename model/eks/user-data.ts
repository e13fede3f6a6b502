/** What nodes are told when they start, beside what EKS tells them. */

import type { PoolPlan } from "./pool-plan";

const BOUNDARY = "==PLINTH==";

/**
 * The user data of a pool's nodes, as text. EKS adds its own to it, since the pool's AMI is one of EKS's.
 *
 * It sets one thing: containers whose pod names no seccomp profile get the runtime's default one, where the kubelet
 * would leave them unconfined. Pods of charts that are not ours are covered too then.
 *
 * Formats: https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html#launch-template-user-data
 */
export function userDataOf({ operatingSystem }: Pick<PoolPlan, "operatingSystem">): string {
  switch (operatingSystem) {
    case "al2023":
      return nodeConfig();
    case "bottlerocket":
      // https://bottlerocket.dev/en/os/latest/api/settings/kubernetes/#seccomp-default
      return "[settings.kubernetes]\nseccomp-default = true\n";
  }
}

/** One part of MIME that nodeadm reads: https://awslabs.github.io/amazon-eks-ami/nodeadm/doc/api/ */
function nodeConfig(): string {
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
    "",
    `--${BOUNDARY}--`,
    "",
  ].join("\n");
}
