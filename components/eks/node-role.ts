/** The role of nodes. */

import { InstanceProfile } from "@pulumi/aws/iam/instanceProfile";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument, serviceTrust } from "../../model/eks/policy-document";
import { managedPolicyArn, roleName } from "../../model/eks/scope";
import type { Scope } from "../../model/eks/scope";

/** What a node's role needs. */
export interface NodeRoleArgs {
  readonly scope: Scope;
  /** ARN of the permissions boundary. */
  readonly boundaryArn: pulumi.Input<string>;
  /**
   * Whether nodes are launched by Karpenter too. It would make an instance profile by itself, but from a VPC without the
   * internet it cannot: IAM has no endpoint there. EKS makes those of node groups.
   * Source: https://karpenter.sh/docs/concepts/nodeclasses/#specinstanceprofile
   *
   * @default false
   */
  readonly instanceProfile?: boolean;
}

/**
 * What a node joins the cluster and pulls images with. Pods do not get it: the network interfaces of pods are made by
 * the CNI's own role, and the metadata service is out of their reach.
 *
 * Sources: https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
 */
const policies = {
  worker: "AmazonEKSWorkerNodePolicy",
  images: "AmazonEC2ContainerRegistryPullOnly",
} as const;

/**
 * What Session Manager needs. Nodes take no SSH, so it is the way into one that answers `kubectl` no more. AWS's policy
 * AmazonSSMManagedInstanceCore would also let nodes read every parameter of the account.
 *
 * Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html
 */
const sessions = policyDocument({
  Sid: "SessionManager",
  Effect: "Allow",
  Action: [
    "ssm:UpdateInstanceInformation",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
  ],
  Resource: "*",
});

/**
 * The one role of all nodes, those of Karpenter too. It needs no access entry of ours: EKS makes it with the first
 * managed node group that has the role, and the pool `system` always is one.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
 */
export class NodeRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly roleName: pulumi.Output<string>;
  /** What Karpenter's node classes name; where it was asked for. */
  readonly instanceProfileName: pulumi.Output<string> | undefined;
  /** The role's rights: what starts nodes comes after them. */
  readonly ready: readonly pulumi.Resource[];

  constructor(
    name: string,
    { scope, boundaryArn, instanceProfile = false }: NodeRoleArgs,
    options: pulumi.ComponentResourceOptions = {},
  ) {
    super("plinth:eks:NodeRole", name, {}, options);
    const parent = { parent: this };
    const role = new Role(
      `${name}-node`,
      {
        name: roleName(scope, "node"),
        description: `Nodes of the cluster ${scope.name}`,
        assumeRolePolicy: JSON.stringify(serviceTrust("ec2.amazonaws.com")),
        permissionsBoundary: boundaryArn,
      },
      parent,
    );
    this.ready = [
      ...Object.entries(policies).map(
        ([key, policy]) =>
          new RolePolicyAttachment(
            `${name}-node-${key}`,
            { role: role.name, policyArn: managedPolicyArn(scope, policy) },
            parent,
          ),
      ),
      new RolePolicy(
        `${name}-node-sessions`,
        { name: "sessions", role: role.name, policy: JSON.stringify(sessions) },
        parent,
      ),
    ];
    this.arn = role.arn;
    this.roleName = role.name;
    this.instanceProfileName = instanceProfile
      ? new InstanceProfile(`${name}-node`, { name: roleName(scope, "node"), role: role.name }, parent).name
      : undefined;
    const { arn, instanceProfileName } = this;
    this.registerOutputs({ arn, roleName: this.roleName, instanceProfileName });
  }
}
