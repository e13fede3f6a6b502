/** What a stack on AWS tells those that build on it: scripts, other stacks, people. */

import { z } from "zod";
import { bucketIds, keyPurposes, repositoryIds } from "./scope";
import { workloadIds } from "./workload-ids";

const host = (description: string) =>
  z
    .strictObject({
      address: z.string().min(1).describe("Name of its host, inside the VPC."),
      port: z.int().min(1).max(65535).describe("TCP port."),
    })
    .describe(description);

/** Every output, with what it is. `docs/reference/outputs.md` is written from here by `npm run generate`. */
export const EksOutputs = z.object({
  clusterName: z.string().min(1).describe("Name of the cluster, as EKS has it."),
  region: z.string().min(1).describe("AWS region of the stack."),
  kubeconfig: z
    .string()
    .min(1)
    .describe("Kubeconfig of the cluster as JSON. It asks `aws eks get-token` for a token and holds no key."),
  clusterEndpoint: z.url().describe("URL of the cluster's API."),
  kubernetesVersion: z
    .string()
    .regex(/^\d+\.\d+$/)
    .describe("Version of Kubernetes, such as 1.36."),
  oidcIssuer: z.url().describe("URL of the cluster's OIDC issuer, which roles for IRSA trust."),
  vpcId: z.string().min(1).describe("Id of the VPC."),
  privateSubnetIds: z
    .array(z.string().min(1))
    .describe("Ids of the subnets of nodes and pods, one for each zone."),
  publicSubnetIds: z
    .array(z.string().min(1))
    .describe("Ids of the subnets of load balancers, one for each zone."),
  pools: z.array(z.string().min(1)).describe("Names of the pools, as `plinth:pools` has them."),
  nodeRoleArn: z.string().min(1).describe("ARN of the role of the nodes."),
  nodeInstanceProfile: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Name of the instance profile of Karpenter's nodes; there with the autoscaler `karpenter` only.",
    ),
  keys: z
    .record(z.enum(keyPurposes), z.string().min(1))
    .describe("ARNs of the KMS keys, by what they encrypt."),
  buckets: z
    .record(z.enum(bucketIds), z.string().min(1))
    .describe("Names of the S3 buckets, by what they are for."),
  repositories: z
    .record(z.enum(repositoryIds), z.string().min(1))
    .describe("URLs of the ECR repositories, by image."),
  database: host("The Postgres of Prefect, MLflow and the router.")
    .extend({
      secretArn: z
        .string()
        .min(1)
        .describe("ARN of the secret in Secrets Manager in which RDS keeps the master password."),
      databases: z.array(z.string().min(1)).describe("Names of the databases."),
    })
    .describe("The Postgres of Prefect, MLflow and the router."),
  cache: host("The Valkey of the router and the services; it takes TLS only."),
  workloadRoles: z
    .partialRecord(z.enum(workloadIds), z.string().min(1))
    .describe("ARNs of the workloads' roles, by workload. Those of the other autoscaler are not there."),
  githubRoles: z
    .strictObject({
      preview: z.string().min(1).describe("ARN of the role of workflows that preview."),
      deploy: z.string().min(1).describe("ARN of the role of workflows that deploy."),
    })
    .optional()
    .describe("Roles of the GitHub workflows; there with `plinth:github` only."),
  interruptionQueue: z
    .string()
    .min(1)
    .optional()
    .describe("Name of the queue of interruptions; there with the autoscaler `karpenter` only."),
});
export type EksOutputs = z.infer<typeof EksOutputs>;

/** Name of an output. */
export type EksOutputName = keyof EksOutputs;

/** Outputs that Pulumi keeps encrypted, and that nothing prints unasked. */
export const secretOutputs = ["kubeconfig"] as const satisfies readonly EksOutputName[];
export type SecretOutputName = (typeof secretOutputs)[number];

/** Names of all outputs, in the order in which they are documented. */
export const outputNames = Object.keys(EksOutputs.shape) as EksOutputName[];

/** True for an output that is a secret. */
export function isSecretOutput(name: string): name is SecretOutputName {
  return (secretOutputs as readonly string[]).includes(name);
}

/** What is wrong with a set of outputs, a sentence for each mistake; values are not shown, as one may be a secret. */
export function outputMistakes(given: Readonly<Record<string, unknown>>): string[] {
  const { error } = EksOutputs.safeParse(given);
  return (error?.issues ?? []).map(({ path, message }) => {
    const [name = ""] = path;
    if (given[String(name)] === undefined) return `The output ${String(name)} is missing.`;
    const place = path.map(String).join(".");
    return `The output ${place} is not what it should be: ${message}.`;
  });
}
