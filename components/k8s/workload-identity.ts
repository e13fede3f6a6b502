/** How a pod on AWS gets the role of its workload. */

import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import * as pulumi from "@pulumi/pulumi";
import { workloads } from "../../model/eks/workloads";
import type { WorkloadId } from "../../model/eks/workload-ids";
import type { EksFacts } from "./addon";

/** The agent of EKS Pod Identity on each node: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html */
const AGENT = { cidr: "169.254.170.23/32", port: 80 } as const;

/** Annotations of a workload's service account: its role, or none where EKS hands the role out itself. */
export function roleAnnotations(
  { irsaWorkloads, workloadRoles }: EksFacts,
  id: WorkloadId,
): Readonly<Record<string, pulumi.Input<string>>> {
  if (!irsaWorkloads.includes(id)) return {};
  const roleArn = pulumi.output(workloadRoles).apply((roles) => {
    const found = roles[id];
    if (found === undefined) throw new Error(`The workload ${id} has no role.`);
    return found;
  });
  return { "eks.amazonaws.com/role-arn": roleArn };
}

/** Lets the pods of a workload ask the node's agent for its role, past the policies of their namespace. */
export function allowPodIdentity(
  name: string,
  { irsaWorkloads }: EksFacts,
  { id, podLabels }: { readonly id: WorkloadId; readonly podLabels: Readonly<Record<string, string>> },
  options: pulumi.CustomResourceOptions,
): void {
  if (irsaWorkloads.includes(id)) return;
  const { namespace } = workloads[id];
  new NetworkPolicy(
    `${name}-pod-identity`,
    {
      metadata: { name: `${id}-pod-identity`, namespace },
      spec: {
        podSelector: { matchLabels: { ...podLabels } },
        policyTypes: ["Egress"],
        egress: [
          {
            to: [{ ipBlock: { cidr: AGENT.cidr } }],
            ports: [{ protocol: "TCP", port: AGENT.port }],
          },
        ],
      },
    },
    options,
  );
}
