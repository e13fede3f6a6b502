/** What a workload in the cluster may do on AWS, and how the cluster names it. */

import type { Statement } from "../policy-document";
import type { Scope } from "../scope";
import type { WorkloadId } from "../workload-ids";

/** One workload that gets a role. */
export interface WorkloadIdentity {
  readonly id: WorkloadId;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** The least that it needs, as data: what a policy says is known before anything is made. */
  readonly statements: (scope: Scope) => readonly Statement[];
}

/** How a service account gets its role: by an association of EKS, or by an annotation and the cluster's OIDC provider. */
export type IdentityMode = "podIdentity" | "irsa";
