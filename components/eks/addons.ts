/** The add-ons of EKS. */

import { Addon } from "@pulumi/aws/eks/addon";
import { PodIdentityAssociation } from "@pulumi/aws/eks/podIdentityAssociation";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment";
import * as pulumi from "@pulumi/pulumi";
import { planAddons } from "../../model/eks/addons";
import type { AddonPlan } from "../../model/eks/addons";
import type { KubernetesVersion } from "../../model/eks/kubernetes-versions";
import { managedPolicyArn, roleName } from "../../model/eks/scope";
import type { Scope } from "../../model/eks/scope";
import { podIdentityTrust } from "../../model/eks/workloads/trust";
import type { Tags } from "../../model/tags";

/** What every stage needs. */
interface AddonsArgs {
  readonly scope: Scope;
  readonly version: KubernetesVersion;
  readonly clusterName: pulumi.Input<string>;
  readonly tags: Tags;
}

/** What the add-ons of the network need. */
export interface NetworkAddonsArgs extends AddonsArgs {
  readonly boundaryArn: pulumi.Input<string>;
}

/** What the add-ons that run on nodes need. */
export interface NodeAddonsArgs extends AddonsArgs {
  /**
   * How the driver of EBS gets its role; since Kubernetes 1.33 it has none of its nodes' to fall back on. With Pod
   * Identity what makes the association, which the driver comes after; with IRSA the ARN of the role.
   */
  readonly ebsCsi:
    | { readonly mode: "podIdentity"; readonly identity: pulumi.Resource }
    | { readonly mode: "irsa"; readonly roleArn: pulumi.Input<string> };
  /** The pool that the add-ons' pods find a place on. */
  readonly nodes: readonly pulumi.Resource[];
}

/**
 * The add-ons without which no node becomes ready: made after the cluster and before its nodes.
 *
 * The CNI has a role of its own: with the nodes' role, everything on a node could take its network interfaces apart.
 */
export class NetworkAddons extends pulumi.ComponentResource {
  /** Nodes come after these. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: NetworkAddonsArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:eks:NetworkAddons", name, {}, options);
    const identity = this.createCniIdentity(name, args);
    this.ready = [
      ...identity,
      ...planAddons(args.version, "beforeNodes", args.tags).map((plan) =>
        createAddon(name, args, plan, {
          parent: this,
          ...(plan.name === "vpc-cni" ? { dependsOn: [...identity] } : {}),
        }),
      ),
    ];
    this.registerOutputs({});
  }

  /** Source: https://docs.aws.amazon.com/eks/latest/userguide/cni-iam-role.html */
  private createCniIdentity(
    name: string,
    { scope, clusterName, boundaryArn }: NetworkAddonsArgs,
  ): readonly pulumi.Resource[] {
    const parent = { parent: this };
    const role = new Role(
      `${name}-vpc-cni`,
      {
        name: roleName(scope, "vpc-cni"),
        description: `Network interfaces of pods of ${scope.name}`,
        assumeRolePolicy: JSON.stringify(podIdentityTrust(scope)),
        permissionsBoundary: boundaryArn,
      },
      parent,
    );
    const policyArn = managedPolicyArn(scope, "AmazonEKS_CNI_Policy");
    return [
      new RolePolicyAttachment(`${name}-vpc-cni`, { role: role.name, policyArn }, parent),
      new PodIdentityAssociation(
        `${name}-vpc-cni`,
        { clusterName, namespace: "kube-system", serviceAccount: "aws-node", roleArn: role.arn },
        parent,
      ),
    ];
  }
}

/** The add-ons that run on nodes: made after the pool `system`, and gone before it. */
export class NodeAddons extends pulumi.ComponentResource {
  constructor(name: string, args: NodeAddonsArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:eks:NodeAddons", name, {}, options);
    const { ebsCsi, nodes } = args;
    for (const plan of planAddons(args.version, "afterNodes", args.tags)) {
      const isEbsCsi = plan.name === "aws-ebs-csi-driver";
      const identity = isEbsCsi && ebsCsi.mode === "podIdentity" ? [ebsCsi.identity] : [];
      const roleArn = isEbsCsi && ebsCsi.mode === "irsa" ? ebsCsi.roleArn : undefined;
      createAddon(name, args, plan, { parent: this, dependsOn: [...nodes, ...identity] }, roleArn);
    }
    this.registerOutputs({});
  }
}

/** What somebody changed by hand in the cluster is set right at the next change of the add-on: the config rules. */
function createAddon(
  name: string,
  { clusterName }: AddonsArgs,
  { name: addonName, version, settings }: AddonPlan,
  options: pulumi.CustomResourceOptions,
  roleArn?: pulumi.Input<string>,
): Addon {
  return new Addon(
    `${name}-${addonName}`,
    {
      clusterName,
      addonName,
      addonVersion: version,
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
      ...(settings && { configurationValues: JSON.stringify(settings) }),
      ...(roleArn !== undefined && { serviceAccountRoleArn: roleArn }),
    },
    options,
  );
}
