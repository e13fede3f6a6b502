/** A pool of nodes: one managed node group with a launch template of its own. */

import { Tag } from "@pulumi/aws/autoscaling/tag";
import { NodeGroup } from "@pulumi/aws/eks/nodeGroup";
import * as pulumi from "@pulumi/pulumi";
import type { EksConfig } from "../../model/config/eks/schema";
import type { KubernetesVersion } from "../../model/eks/kubernetes-versions";
import { nodeGroupName, nodeUpdateOf } from "../../model/eks/node-group";
import type { NodeTaint } from "../../model/eks/pool-plan";
import { createNodeTemplate } from "./launch-template";
import type { NodeTemplateArgs } from "./launch-template";

/** What a pool of nodes is made of. */
export interface NodePoolArgs extends NodeTemplateArgs {
  readonly clusterName: pulumi.Input<string>;
  /** Version of the kubelet: that of the cluster. */
  readonly kubernetesVersion: KubernetesVersion;
  readonly nodeRoleArn: pulumi.Input<string>;
  /** Private subnets of the pool's zones. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly autoscaler: EksConfig["autoscaler"];
  /**
   * What nodes need before they can become ready: routes, endpoints, the rights of their role, the network's add-ons.
   * @default nothing
   */
  readonly ready?: readonly pulumi.Resource[];
}

/**
 * One pool.
 *
 * A change of disk, tags or user data makes a new version of the template, and EKS replaces the nodes one after the
 * other; labels, taints and sizes change in place. New instance types, capacity, AMI type or zones make a new group
 * beside the old one.
 *
 * How many nodes run is the autoscaler's business after the group is made. AWS refuses a `minNodes` above that number:
 * raise it in the autoscaler first.
 */
export class NodePool extends pulumi.ComponentResource {
  /** Name of the node group in EKS. */
  readonly nodeGroupName: pulumi.Output<string>;
  /** Name of the Auto Scaling group that EKS made. */
  readonly autoscalingGroupName: pulumi.Output<string>;
  readonly nodeGroup: NodeGroup;

  constructor(name: string, args: NodePoolArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:eks:NodePool", name, {}, options);
    this.nodeGroup = this.createNodeGroup(name, args);
    this.nodeGroupName = this.nodeGroup.nodeGroupName;
    this.autoscalingGroupName = this.nodeGroup.resources.apply((resources) =>
      groupOf(args.plan.name, resources),
    );
    if (args.autoscaler === "clusterAutoscaler") this.tagGroup(name, args.plan.autoscalerTags);
    this.registerOutputs({
      nodeGroupName: this.nodeGroupName,
      autoscalingGroupName: this.autoscalingGroupName,
    });
  }

  private createNodeGroup(name: string, args: NodePoolArgs): NodeGroup {
    const { plan, ready = [] } = args;
    const template = createNodeTemplate(name, args, { parent: this });
    return new NodeGroup(
      name,
      {
        clusterName: args.clusterName,
        nodeGroupName: nodeGroupName(plan),
        version: args.kubernetesVersion,
        nodeRoleArn: args.nodeRoleArn,
        subnetIds: [...args.subnetIds],
        amiType: plan.amiType,
        capacityType: plan.capacityType,
        instanceTypes: [...plan.instanceTypes],
        labels: { ...plan.labels },
        taints: plan.taints.map((taint) => taintOf(taint)),
        scalingConfig: { minSize: plan.minNodes, maxSize: plan.maxNodes, desiredSize: plan.minNodes },
        updateConfig: nodeUpdateOf(plan),
        nodeRepairConfig: { enabled: true },
        launchTemplate: {
          id: template.id,
          version: template.latestVersion.apply((version) => version.toString()),
        },
      },
      { parent: this, dependsOn: [...ready], ignoreChanges: ["scalingConfig.desiredSize"] },
    );
  }

  /** What Cluster Autoscaler knows of nodes while there are none. Node groups do not hand their labels and tags on. */
  private tagGroup(name: string, tags: Readonly<Record<string, string>>): void {
    for (const [key, value] of Object.entries(tags)) {
      new Tag(
        `${name}-${key.replace("k8s.io/cluster-autoscaler/", "")}`,
        {
          autoscalingGroupName: this.autoscalingGroupName,
          tag: { key, value, propagateAtLaunch: false },
        },
        { parent: this },
      );
    }
  }
}

function taintOf({ key, value, effect }: NodeTaint): { key: string; value?: string; effect: string } {
  return { key, effect, ...(value === "" ? {} : { value }) };
}

function groupOf(
  pool: string,
  resources: readonly { readonly autoscalingGroups: readonly { readonly name: string }[] }[],
): string {
  const group = resources[0]?.autoscalingGroups[0];
  if (group === undefined) {
    throw new pulumi.RunError(
      `EKS named no Auto Scaling group for the node group of the pool ${pool}. Run \`pulumi refresh\`, then again.`,
    );
  }
  return group.name;
}
