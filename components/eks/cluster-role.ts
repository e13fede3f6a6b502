/** The role that EKS runs a cluster with. */

import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment";
import type * as pulumi from "@pulumi/pulumi";
import { policyDocument, serviceTrust } from "../../model/eks/policy-document";
import type { PolicyDocument } from "../../model/eks/policy-document";
import { arnOf, keyAlias, managedPolicyArn, roleName } from "../../model/eks/scope";
import type { Scope } from "../../model/eks/scope";

/** A role and what gives it its rights. */
export interface ClusterRole {
  readonly role: Role;
  readonly ready: readonly pulumi.Resource[];
}

/**
 * Registers the role. AmazonEKSClusterPolicy is the one policy of AWS that EKS asks for; the role comes before its
 * cluster and goes after it, as EKS cleans up with it.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/cluster-iam-role.html
 */
export function createClusterRole(
  name: string,
  scope: Scope,
  boundaryArn: pulumi.Input<string>,
  options: pulumi.CustomResourceOptions,
): ClusterRole {
  const role = new Role(
    `${name}-cluster`,
    {
      name: roleName(scope, "cluster"),
      description: `EKS for the cluster ${scope.name}`,
      assumeRolePolicy: JSON.stringify(serviceTrust("eks.amazonaws.com")),
      permissionsBoundary: boundaryArn,
    },
    options,
  );
  const policyArn = managedPolicyArn(scope, "AmazonEKSClusterPolicy");
  return {
    role,
    ready: [
      new RolePolicyAttachment(`${name}-cluster-eks`, { role: role.name, policyArn }, options),
      new RolePolicy(
        `${name}-cluster-secrets`,
        { name: "secrets", role: role.name, policy: JSON.stringify(secretsPolicy(scope)) },
        options,
      ),
    ],
  };
}

/** Envelope encryption of Kubernetes secrets, with the key of that purpose alone. */
function secretsPolicy(scope: Scope): PolicyDocument {
  return policyDocument({
    Sid: "EnvelopeEncryption",
    Effect: "Allow",
    Action: ["kms:Encrypt", "kms:Decrypt", "kms:DescribeKey", "kms:ListGrants"],
    Resource: arnOf(scope, "kms", "key/*"),
    Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": keyAlias(scope, "cluster") } },
  });
}
