/** The VPC and its subnets. */

import { DefaultSecurityGroup } from "@pulumi/aws/ec2/defaultSecurityGroup";
import { Subnet } from "@pulumi/aws/ec2/subnet";
import { Vpc } from "@pulumi/aws/ec2/vpc";
import type * as pulumi from "@pulumi/pulumi";
import type { Scope } from "../../../model/eks/scope";
import type { SubnetPlan } from "../../../model/eks/subnets";

/** A subnet and what it was planned as. */
export interface PlacedSubnet {
  readonly plan: SubnetPlan;
  readonly subnet: Subnet;
}

/** Creates the VPC, and empties its default security group, which whatever names no group would get. */
export function createVpc(
  name: string,
  scope: Scope,
  cidr: string,
  options: pulumi.CustomResourceOptions,
): Vpc {
  const tags = { Name: scope.name };
  const vpc = new Vpc(
    `${name}-vpc`,
    { cidrBlock: cidr, enableDnsSupport: true, enableDnsHostnames: true, tags },
    options,
  );
  new DefaultSecurityGroup(
    `${name}-default`,
    { vpcId: vpc.id, ingress: [], egress: [], tags: { Name: `${scope.name}-default-unused` } },
    options,
  );
  return vpc;
}

/**
 * Creates the subnets.
 *
 * @throws Error where none of them is private.
 */
export function createSubnets(
  name: string,
  scope: Scope,
  vpcId: pulumi.Input<string>,
  plans: readonly SubnetPlan[],
  options: pulumi.CustomResourceOptions,
): PlacedSubnet[] {
  if (!plans.some(({ kind }) => kind === "private")) {
    throw new Error(
      "The plan of subnets has no private one, and nodes stand in no other. Plan one in each zone.",
    );
  }
  return plans.map((plan) => ({
    plan,
    subnet: new Subnet(
      `${name}-${plan.kind}-${plan.zone}`,
      {
        vpcId,
        availabilityZone: plan.zone,
        cidrBlock: plan.cidr,
        mapPublicIpOnLaunch: false,
        tags: { Name: `${scope.name}-${plan.kind}-${plan.zone}`, ...discoveryTags(scope, plan) },
      },
      options,
    ),
  }));
}

/**
 * Tags by which AWS Load Balancer Controller and Karpenter find their subnets.
 *
 * Sources: https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html,
 * https://karpenter.sh/docs/concepts/nodeclasses/#specsubnetselectorterms
 */
function discoveryTags({ name }: Scope, { kind }: SubnetPlan): Record<string, string> {
  switch (kind) {
    case "private":
      return { "kubernetes.io/role/internal-elb": "1", "karpenter.sh/discovery": name };
    case "public":
      return { "kubernetes.io/role/elb": "1" };
    case "data":
      return {};
  }
}
