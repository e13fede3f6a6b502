/** Outputs of a stack on AWS. */

import type { EksOutputs } from "../../model/eks/outputs";
import { bucketIds, keyPurposes, repositoryIds } from "../../model/eks/scope";

const arn = (rest: string): string => `arn:aws:${rest}`;

function byName<Name extends string>(
  names: readonly Name[],
  value: (name: Name) => string,
): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, string>;
}

/** All of them. */
export const eksOutputs: Required<EksOutputs> = {
  clusterName: "demo",
  region: "eu-central-1",
  kubeconfig: '{"apiVersion":"v1","kind":"Config"}',
  clusterEndpoint: "https://ABCD.gr7.eu-central-1.eks.amazonaws.com",
  kubernetesVersion: "1.36",
  oidcIssuer: "https://oidc.eks.eu-central-1.amazonaws.com/id/ABCD",
  vpcId: "vpc-1",
  privateSubnetIds: ["subnet-1", "subnet-2"],
  publicSubnetIds: ["subnet-3", "subnet-4"],
  pools: ["system", "cpu"],
  nodeRoleArn: arn("iam::123456789012:role/demo-eu-central-1-node"),
  nodeInstanceProfile: "demo-eu-central-1-node",
  keys: byName(keyPurposes, (purpose) => arn(`kms:eu-central-1:123456789012:key/${purpose}`)),
  buckets: byName(bucketIds, (id) => `demo-123456789012-eu-central-1-${id}`),
  repositories: byName(repositoryIds, (id) => `123456789012.dkr.ecr.eu-central-1.amazonaws.com/demo/${id}`),
  database: { address: "demo.rds", port: 5432, secretArn: arn("secretsmanager:x"), databases: ["mlflow"] },
  cache: { address: "demo.cache", port: 6379 },
  workloadRoles: { velero: arn("iam::123456789012:role/demo-eu-central-1-velero") },
  githubRoles: {
    preview: arn("iam::123456789012:role/preview"),
    deploy: arn("iam::123456789012:role/deploy"),
  },
  interruptionQueue: "demo-interruptions",
};
