/** Karpenter: it makes nodes for pods that find no place, and takes them away again. */

import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import * as pulumi from "@pulumi/pulumi";
import { karpenterPools, nodeClass, nodePool } from "../../../model/eks/karpenter";
import { planPools } from "../../../model/eks/pools";
import { workloads } from "../../../model/eks/workloads";
import type { EksFacts } from "../addon";
import { createAutoscalerPolicy } from "../autoscaler-policy";
import { createRelease } from "../release";
import { resources } from "../volumes";
import type { Resources } from "../volumes";
import { roleAnnotations } from "../workload-identity";

const ID = "karpenter";

/** Values of the chart that the platform sets. */
export interface KarpenterValues {
  readonly serviceAccount: {
    readonly name: string;
    readonly annotations: Readonly<Record<string, pulumi.Input<string>>>;
  };
  readonly controller: { readonly resources: Resources };
  readonly settings: {
    readonly clusterName: string;
    readonly eksControlPlane: boolean;
    readonly interruptionQueue: pulumi.Input<string>;
    readonly isolatedVPC: boolean;
  };
}

/** How long the nodes of a pool may take to go: their pods end first, and EC2 takes some minutes. */
const NODES_GO = "30m";

/** What Karpenter has of the stack, beside what every add-on has. */
function factsOf({ karpenter }: EksFacts): NonNullable<EksFacts["karpenter"]> {
  if (karpenter === undefined) throw new Error("The stack's nodes are not Karpenter's.");
  return karpenter;
}

function valuesOf(cluster: EksFacts): KarpenterValues {
  const { interruptionQueue, isolated } = factsOf(cluster);
  return {
    serviceAccount: { name: workloads[ID].serviceAccount, annotations: roleAnnotations(cluster, ID) },
    controller: { resources: resources("500m", "1Gi", "1Gi") },
    settings: {
      clusterName: cluster.scope.name,
      // It asks EKS for what nodes join by.
      eksControlPlane: true,
      interruptionQueue,
      // Without the internet there are no prices to ask for, and nothing of IAM.
      isolatedVPC: isolated,
    },
  };
}

/**
 * Karpenter with its CRDs and the stack's pools, for stacks whose `plinth:autoscaler` is `karpenter`.
 *
 * They are made in this order, and a destroy goes the other way: the pools, whose nodes go with them; the classes,
 * which the controller lets go only then; the controller; the CRDs. What is left where a destroy was broken off is
 * deleted with the network, see `components/eks/drain`.
 */
export class Karpenter extends pulumi.ComponentResource {
  constructor(name: string, cluster: EksFacts, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:Karpenter", name, {}, options);
    const child = { parent: this };
    const { namespace } = workloads[ID];
    createAutoscalerPolicy(
      name,
      cluster,
      { id: ID, podLabels: { "app.kubernetes.io/name": ID }, metricsPort: 8080 },
      child,
    );
    const crds = createRelease(`${name}-crd`, { chart: "karpenter-crd", namespace }, child);
    const controller = createRelease(
      name,
      { chart: ID, namespace, values: valuesOf(cluster), skipCrds: true },
      { ...child, dependsOn: [crds] },
    );
    this.createPools(name, cluster, controller);
    this.registerOutputs({});
  }

  private createPools(name: string, cluster: EksFacts, controller: pulumi.Resource): void {
    const { scope, pools } = cluster;
    const { tags, instanceProfile } = factsOf(cluster);
    const options = { parent: this, customTimeouts: { delete: NODES_GO } };
    for (const plan of karpenterPools(planPools(pools))) {
      const nodes = new CustomResource(
        `${name}-${plan.name}-nodes`,
        nodeClass(plan, { scope, tags, instanceProfile }),
        { ...options, dependsOn: [controller] },
      );
      new CustomResource(`${name}-${plan.name}`, nodePool(plan), { ...options, dependsOn: [nodes] });
    }
  }
}
