/** Who may administer the cluster. */

import { AccessEntry } from "@pulumi/aws/eks/accessEntry";
import { AccessPolicyAssociation } from "@pulumi/aws/eks/accessPolicyAssociation";
import * as pulumi from "@pulumi/pulumi";
import type { Scope } from "../../model/eks/scope";

/** What access entries need. */
export interface ClusterAccessArgs {
  readonly scope: Scope;
  readonly clusterName: pulumi.Input<string>;
  /** ARNs of the roles that administer the whole cluster. */
  readonly admins: readonly string[];
}

/**
 * The access entries of administrators. The role that makes the cluster has one of EKS's making: a role of `admins`
 * must be another one, as EKS takes one entry for each role.
 */
export class ClusterAccess extends pulumi.ComponentResource {
  constructor(
    name: string,
    { scope, clusterName, admins }: ClusterAccessArgs,
    options: pulumi.ComponentResourceOptions = {},
  ) {
    super("plinth:eks:ClusterAccess", name, {}, options);
    const policyArn = `arn:${scope.partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy`;
    for (const principalArn of new Set(admins)) {
      const key = `${name}-admin-${accessKey(principalArn)}`;
      const entry = new AccessEntry(key, { clusterName, principalArn }, { parent: this });
      new AccessPolicyAssociation(
        key,
        { clusterName, principalArn, policyArn, accessScope: { type: "cluster" } },
        { parent: this, dependsOn: entry },
      );
    }
    this.registerOutputs({});
  }
}

/** What tells a role from all others, such as `123456789012-team/admin`. */
function accessKey(roleArn: string): string {
  const [, , , , account, resource = ""] = roleArn.split(":");
  return `${account ?? ""}-${resource.replace(/^role\//, "")}`;
}
