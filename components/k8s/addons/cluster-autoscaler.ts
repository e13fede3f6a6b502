/** Cluster Autoscaler on AWS: it sizes the scaling groups of the pools. */

import * as pulumi from "@pulumi/pulumi";
import { clusterAutoscalerTags, expanderPriorities } from "../../../model/eks/cluster-autoscaler";
import { planPools } from "../../../model/eks/pools";
import { nodeTimes, seconds } from "../../../model/k8s/autoscaling";
import { containerSecurityContext } from "../../../model/k8s/pod-security";
import { workloads } from "../../../model/eks/workloads";
import type { EksFacts } from "../addon";
import { createAutoscalerPolicy } from "../autoscaler-policy";
import { createRelease } from "../release";
import { resources } from "../volumes";
import type { Resources } from "../volumes";
import { roleAnnotations } from "../workload-identity";

const ID = "cluster-autoscaler";

/** Values of the chart that the platform sets. */
export interface ClusterAutoscalerValues {
  readonly fullnameOverride: string;
  readonly cloudProvider: "aws";
  readonly awsRegion: string;
  readonly autoDiscovery: { readonly clusterName: string };
  readonly image: { readonly tag: string };
  readonly replicaCount: number;
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly resources: Resources;
  readonly rbac: {
    readonly serviceAccount: {
      readonly name: string;
      readonly annotations: Readonly<Record<string, pulumi.Input<string>>>;
    };
  };
  readonly securityContext: object;
  readonly containerSecurityContext: object;
  readonly expanderPriorities: Readonly<Record<string, readonly string[]>>;
  readonly extraArgs: Readonly<Record<string, string>>;
}

/** User of the image. */
const USER = 65_532;

/** What it does when: the defaults stay where nothing is said. */
const extraArgs = {
  // Spot before on demand; of several, the one on which least is left over.
  expander: "priority,least-waste",
  "scan-interval": seconds(nodeTimes.scanSeconds),
  "max-node-provision-time": seconds(nodeTimes.provisionSeconds),
  "scale-down-unneeded-time": seconds(nodeTimes.idleSeconds),
  "scale-down-delay-after-add": seconds(nodeTimes.afterAddSeconds),
  "max-graceful-termination-sec": String(nodeTimes.drainSeconds),
  // A node with GPUs goes when none of them is in use: the smallest share of one is a sixteenth.
  "scale-down-gpu-utilization-threshold": "0.01",
  // The default is ten nodes at a time: a group of sixty would be paid for a minute longer than anybody needs it.
  "max-scale-down-parallelism": "100",
  // With the default of five requests a second, sixty nodes take twelve seconds to be marked before the first one goes.
  "kube-client-qps": "50",
  "kube-client-burst": "100",
  // What is on every node keeps none.
  "ignore-daemonsets-utilization": "true",
  // EKS's own pods have budgets and two replicas. With the default one of them keeps a node for ever.
  "skip-nodes-with-system-pods": "false",
  // Every pod of ours has an emptyDir for what it writes. With the default none of their nodes would ever go.
  "skip-nodes-with-local-storage": "false",
  v: "2",
} as const;

function valuesOf(cluster: EksFacts): ClusterAutoscalerValues {
  const { scope, pools, kubernetesVersion } = cluster;
  return {
    // The chart would put the cloud's name before it.
    fullnameOverride: ID,
    cloudProvider: "aws",
    awsRegion: scope.region,
    autoDiscovery: { clusterName: scope.name },
    image: { tag: clusterAutoscalerTags[kubernetesVersion] },
    // One leads and one waits.
    replicaCount: 2,
    // Not on a node that it may take away.
    nodeSelector: { "plinth.dev/kind": "system" },
    resources: resources("100m", "256Mi", "1Gi"),
    rbac: {
      serviceAccount: { name: workloads[ID].serviceAccount, annotations: roleAnnotations(cluster, ID) },
    },
    securityContext: {
      runAsNonRoot: true,
      runAsUser: USER,
      runAsGroup: USER,
      seccompProfile: { type: "RuntimeDefault" },
    },
    containerSecurityContext: containerSecurityContext(),
    expanderPriorities: expanderPriorities(planPools(pools)),
    extraArgs,
  };
}

/** Cluster Autoscaler, for stacks whose `plinth:autoscaler` is `clusterAutoscaler`. */
export class ClusterAutoscaler extends pulumi.ComponentResource {
  constructor(name: string, cluster: EksFacts, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:ClusterAutoscaler", name, {}, options);
    const child = { parent: this };
    const podLabels = { "app.kubernetes.io/name": "aws-cluster-autoscaler" };
    createAutoscalerPolicy(name, cluster, { id: ID, podLabels, metricsPort: 8085 }, child);
    const { namespace } = workloads[ID];
    createRelease(name, { chart: ID, namespace, values: valuesOf(cluster) }, child);
    this.registerOutputs({});
  }
}
