/** What an autoscaler of nodes may talk to. */

import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import type * as pulumi from "@pulumi/pulumi";
import { workloads } from "../../model/eks/workloads";
import { prometheusPods } from "../../model/k8s/observability";
import { API_SERVER } from "../../model/k8s/traffic";
import type { EksFacts } from "./addon";
import { dnsEgress } from "./network-policies";
import { allowPodIdentity } from "./workload-identity";

/** One of the autoscalers. */
export interface AutoscalerFlows {
  readonly id: "cluster-autoscaler" | "karpenter";
  /** What its chart labels its pods with. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** Port of its metrics. */
  readonly metricsPort: number;
}

/**
 * The flows of an autoscaler, which is in `kube-system`, where the platform denies nobody else anything: the API
 * server, AWS, DNS, the agent that hands its role out, and Prometheus.
 */
export function createAutoscalerPolicy(
  name: string,
  cluster: EksFacts,
  { id, podLabels, metricsPort }: AutoscalerFlows,
  options: pulumi.CustomResourceOptions,
): void {
  allowPodIdentity(name, cluster, { id, podLabels }, options);
  new NetworkPolicy(
    name,
    {
      metadata: { name: id, namespace: workloads[id].namespace },
      spec: {
        podSelector: { matchLabels: { ...podLabels } },
        policyTypes: ["Ingress", "Egress"],
        ingress: [{ from: [prometheusPods], ports: [{ port: metricsPort, protocol: "TCP" }] }],
        egress: [dnsEgress, { ports: API_SERVER.map((port) => ({ port, protocol: "TCP" })) }],
      },
    },
    options,
  );
}
