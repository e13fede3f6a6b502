/** The role of one workload in the cluster. */

import { PodIdentityAssociation } from "@pulumi/aws/eks/podIdentityAssociation";
import { Role } from "@pulumi/aws/iam/role";
import type { RoleArgs } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "../../../model/eks/policy-document";
import { roleName } from "../../../model/eks/scope";
import type { Scope } from "../../../model/eks/scope";
import { irsaConditions, podIdentityTrust } from "../../../model/eks/workloads/trust";
import type { IdentityMode, WorkloadIdentity } from "../../../model/eks/workloads";

/** The cluster's provider of OpenID Connect. */
export interface OidcProvider {
  readonly providerArn: pulumi.Input<string>;
  /** As EKS gives it, with or without `https://`. */
  readonly issuer: pulumi.Input<string>;
}

/** Arguments of `WorkloadRole`. */
export interface WorkloadRoleArgs {
  readonly scope: Scope;
  readonly workload: WorkloadIdentity;
  /** How the service account gets the role. */
  readonly mode: IdentityMode;
  readonly clusterName: pulumi.Input<string>;
  /** Needed with the mode `irsa`. @default none */
  readonly oidc?: OidcProvider;
  readonly boundaryArn: pulumi.Input<string>;
}

const TYPE = "plinth:eks:WorkloadRole";

/**
 * A role that one service account takes, with the least that its workload needs.
 *
 * With `podIdentity` EKS hands it to the service account by an association; everything is known at the first preview.
 * With `irsa` the role trusts the cluster's own provider, and the service account names the role in the annotation
 * `eks.amazonaws.com/role-arn`. The provider's ARN and its issuer, which is part of the names of the conditions, are not
 * known before the cluster is there: a first preview under the strict profile then reports the trust as undecided, by
 * `iam-oidc-subject` and `iam-trust-not-open`, and is refused. Make the cluster first, and then move workloads to IRSA.
 *
 * @example
 * new WorkloadRole("plinth-velero", { scope, workload: workloads.velero, mode: "podIdentity", clusterName, boundaryArn });
 * @throws Error where the mode is `irsa` and `oidc` is not given.
 */
export class WorkloadRole extends pulumi.ComponentResource {
  /** ARN of the role; known when its policy is there too. */
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, args: WorkloadRoleArgs, options: pulumi.ComponentResourceOptions = {}) {
    super(TYPE, name, {}, options);
    const { scope, workload, mode, clusterName, boundaryArn } = args;
    const role = new Role(
      name,
      {
        name: roleName(scope, workload.id),
        description: `${workload.namespace}/${workload.serviceAccount} in the cluster ${scope.name}`,
        assumeRolePolicy: trustOf(args),
        permissionsBoundary: boundaryArn,
      },
      { parent: this },
    );
    const policy = new RolePolicy(
      name,
      {
        name: workload.id,
        role: role.name,
        policy: JSON.stringify(policyDocument(...workload.statements(scope))),
      },
      { parent: this },
    );
    if (mode === "podIdentity") this.associate(name, role, workload, clusterName);
    this.roleArn = pulumi.all([role.arn, policy.id]).apply(([arn]) => arn);
    this.registerOutputs({ roleArn: this.roleArn });
  }

  private associate(
    name: string,
    role: Role,
    { namespace, serviceAccount }: WorkloadIdentity,
    clusterName: pulumi.Input<string>,
  ): void {
    new PodIdentityAssociation(
      name,
      { clusterName, namespace, serviceAccount, roleArn: role.arn },
      { parent: this },
    );
  }
}

/** As text where everything is known, as an object with unknown leaves where it is not: so the rest stays readable. */
function trustOf({ scope, workload, mode, oidc }: WorkloadRoleArgs): RoleArgs["assumeRolePolicy"] {
  if (mode === "podIdentity") return JSON.stringify(podIdentityTrust(scope));
  if (oidc === undefined) {
    throw new Error(
      `The workload ${workload.id} has the mode irsa and no OIDC provider: give \`oidc\` of the cluster, or take podIdentity.`,
    );
  }
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: oidc.providerArn },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: pulumi.output(oidc.issuer).apply((issuer) => irsaConditions(issuer, workload)),
      },
    ],
  };
}
