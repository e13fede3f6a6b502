/** What the nodes of a pool start from. */

import { LaunchTemplate } from "@pulumi/aws/ec2/launchTemplate";
import type { LaunchTemplateArgs } from "@pulumi/aws/ec2/launchTemplate";
import { PlacementGroup } from "@pulumi/aws/ec2/placementGroup";
import type * as pulumi from "@pulumi/pulumi";
import { isPlacedTogether, nodeInterfacesOf } from "../../model/eks/node-group";
import type { PoolPlan } from "../../model/eks/pool-plan";
import type { Scope } from "../../model/eks/scope";
import { userDataOf } from "../../model/eks/user-data";
import type { Tags } from "../../model/tags";

/** What a pool's launch template is made of. */
export interface NodeTemplateArgs {
  readonly scope: Scope;
  readonly plan: PoolPlan;
  readonly securityGroupIds: readonly pulumi.Input<string>[];
  /** Key of the nodes' disks. */
  readonly ebsKeyArn: pulumi.Input<string>;
  /** What instances, disks and network interfaces carry: the provider's default tags do not reach them. */
  readonly tags: Tags;
}

/** What EC2 launches and the template tags. A spot request ends with its instance and is not taggable here under EKS. */
const LAUNCHED = ["instance", "volume", "network-interface"] as const;

/**
 * Registers the template, and the placement group of nodes with Elastic Fabric Adapters.
 *
 * It has no instance type, AMI, subnet and instance profile: EKS takes those from the node group alone.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
 */
export function createNodeTemplate(
  name: string,
  args: NodeTemplateArgs,
  options: pulumi.CustomResourceOptions,
): LaunchTemplate {
  const { scope, plan, tags } = args;
  const title = `${scope.name}-${plan.name}`;
  const placement = isPlacedTogether(plan)
    ? new PlacementGroup(`${name}-placement`, { name: title, strategy: "cluster" }, options)
    : undefined;
  return new LaunchTemplate(
    `${name}-template`,
    {
      name: title,
      description: `Nodes of the pool ${plan.name} of ${scope.name}`,
      // Node groups name a version of their own; this one is for people who look at the template.
      updateDefaultVersion: true,
      metadataOptions: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        // One hop ends on the node: a pod cannot get its role.
        httpPutResponseHopLimit: 1,
        httpProtocolIpv6: "disabled",
        instanceMetadataTags: "disabled",
      },
      monitoring: { enabled: true },
      blockDeviceMappings: disks(args),
      networkInterfaces: interfaces(args),
      ...(placement && { placement: { groupName: placement.name } }),
      userData: Buffer.from(userDataOf(plan)).toString("base64"),
      tagSpecifications: LAUNCHED.map((resourceType) => ({ resourceType, tags: { ...tags, Name: title } })),
      tags: { Name: title },
    },
    options,
  );
}

function disks({ plan, ebsKeyArn }: NodeTemplateArgs): LaunchTemplateArgs["blockDeviceMappings"] {
  return plan.volumes.map(({ device, sizeGiB, iops, throughputMiBps }) => ({
    deviceName: device,
    ebs: {
      volumeType: "gp3",
      volumeSize: sizeGiB,
      iops,
      throughput: throughputMiBps,
      encrypted: "true",
      kmsKeyId: ebsKeyArn,
      deleteOnTermination: "true",
    },
  }));
}

function interfaces({ plan, securityGroupIds }: NodeTemplateArgs): LaunchTemplateArgs["networkInterfaces"] {
  return nodeInterfacesOf(plan).map((each) => ({
    ...each,
    associatePublicIpAddress: "false",
    deleteOnTermination: "true",
    securityGroups: [...securityGroupIds],
  }));
}
