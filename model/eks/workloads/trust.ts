/** Who may take the role of a workload. */

import { policyDocument } from "../policy-document";
import type { PolicyDocument } from "../policy-document";
import { clusterArnOf } from "../scope";
import type { Scope } from "../scope";
import type { WorkloadIdentity } from "./identity";

/**
 * The agent of EKS Pod Identity, for pods of this cluster.
 *
 * Which service account it is for is said by the association, not by the trust.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
export function podIdentityTrust(scope: Scope): PolicyDocument {
  return policyDocument({
    Effect: "Allow",
    Principal: { Service: "pods.eks.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Condition: {
      StringEquals: { "aws:SourceAccount": scope.accountId },
      ArnEquals: { "aws:SourceArn": clusterArnOf(scope) },
    },
  });
}

/**
 * What the token of one service account must say, given the cluster's issuer.
 *
 * @param issuer as EKS gives it, with or without `https://`.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export function irsaConditions(
  issuer: string,
  { namespace, serviceAccount }: WorkloadIdentity,
): { readonly StringEquals: Readonly<Record<string, string>> } {
  const host = issuer.replace(/^https:\/\//, "");
  return {
    StringEquals: {
      [`${host}:aud`]: "sts.amazonaws.com",
      [`${host}:sub`]: `system:serviceaccount:${namespace}:${serviceAccount}`,
    },
  };
}
