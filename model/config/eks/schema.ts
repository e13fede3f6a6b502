/** The shape of the config of a stack on AWS. */

import { z } from "zod";
import { kubernetesVersions } from "../../eks/kubernetes-versions";
import { workloadIds } from "../../eks/workload-ids";
import { isPlainObject } from "../coerce";
import { keyWords } from "../keys";
import { TARGET_WORDS } from "../names";
import { isCanonicalCidr, REGION } from "../rules";
import { POOL_NAME, PoolSettings } from "./pool";
import { serviceShape } from "../services";
import { checkEks } from "./rules";
import {
  CacheSettings,
  DatabaseSettings,
  EndpointSettings,
  GithubSettings,
  InternetEgress,
} from "./settings";
import { cidr, email, roleArn, stackName, STACK_NAME_ALLOWED, tagValue, TAG_ALLOWED, zone } from "./values";

export { CacheSettings, DatabaseSettings, EndpointSettings, GithubSettings, InternetEgress };

/** What a list, an object or a text says that names both autoscalers; other values are judged as those of any key are. */
function bothAutoscalers(issue: { readonly input?: unknown }): string | undefined {
  const { input } = issue;
  const parts: unknown[] = isPlainObject(input) ? Object.keys(input) : [input].flat();
  const given = parts.filter((part) => typeof part === "string");
  const names = given.join(" ");
  return names.includes("clusterAutoscaler") && names.includes("karpenter")
    ? "names both autoscalers, which would add and remove the same nodes against each other"
    : undefined;
}

/** What any other version is. */
const unsupportedVersion = "is not a version of Kubernetes in standard support on EKS";

/** Config of the platform on AWS. */
export const EksConfig = z
  .strictObject({
    target: z.literal("eks").register(keyWords, TARGET_WORDS),
    name: stackName().default("plinth").register(keyWords, {
      description: "Name that the cluster and everything around it begins with.",
      allowed: STACK_NAME_ALLOWED,
    }),
    owner: tagValue().register(keyWords, {
      description: "Who answers for the stack; a tag on every resource.",
      allowed: TAG_ALLOWED,
      examples: ["platform-team"],
    }),
    repository: tagValue().register(keyWords, {
      description: "Repository that the stack is made from; a tag on every resource.",
      allowed: TAG_ALLOWED,
      examples: ["example/plinth"],
    }),
    accountId: z
      .string()
      .regex(/^\d{12}$/, "is not the number of an AWS account")
      .register(keyWords, {
        description: "AWS account of the stack; credentials of another account are refused.",
        allowed: "twelve digits, in quotes: without them YAML drops the zeros that a number begins with",
        examples: ["123456789012"],
      }),
    region: z
      .string()
      .regex(REGION, "is not the name of an AWS region")
      .register(keyWords, {
        description: "AWS region of the cluster.",
        allowed: "the name of an AWS region",
        examples: ["eu-central-1"],
      }),
    vpcCidr: z
      .string()
      .refine(isCanonicalCidr, "is not an IPv4 block that a VPC can have")
      .default("10.0.0.0/16")
      .register(keyWords, {
        description:
          "IPv4 addresses of the cluster's VPC; nodes and pods take theirs from it, so it must have enough for the pools at their largest.",
        allowed: "an IPv4 block from /16 to /28 whose host bits are zero",
      }),
    serviceCidr: cidr().default("172.20.0.0/16").register(keyWords, {
      description: "IPv4 addresses of Kubernetes services, inside the cluster only.",
      allowed: "a private IPv4 block from /12 to /24 that overlaps with no other",
    }),
    connectedCidrs: z
      .array(cidr())
      .default([])
      .register(keyWords, {
        description:
          "IPv4 blocks of networks that the VPC is or will be connected to: they must not overlap with its own.",
        allowed: "a list of IPv4 blocks whose host bits are zero",
        examples: [["10.100.0.0/16"]],
      }),
    zones: z
      .array(zone())
      .min(2)
      .max(6)
      .register(keyWords, {
        description:
          "Availability zones of the cluster's subnets; EKS needs two at least, and three bear the loss of one.",
        allowed: "a list of 2 to 6 zones of plinth:region, all different",
        examples: [["eu-central-1a", "eu-central-1b", "eu-central-1c"]],
      }),
    nat: z.enum(["none", "single", "perZone"]).default("perZone").register(keyWords, {
      description:
        "NAT gateways: one in each zone, one in all, or none. Nodes use them only with `plinth:internetEgress`; workloads with a security group of their own always can.",
    }),
    internetEgress: InternetEgress.optional().register(keyWords, {
      description:
        "Lets nodes reach the internet by HTTPS. Without it they reach private networks and AWS's services alone, and cannot pull the images of `plinth:recipes`.",
    }),
    endpoint: EndpointSettings.prefault({}).register(keyWords, {
      description: "The endpoint of the cluster's API.",
    }),
    kubernetesVersion: z
      .enum(kubernetesVersions, { error: unsupportedVersion })
      .default("1.36")
      .register(keyWords, {
        description: "Version of Kubernetes; one in standard support.",
        allowed: `one of ${kubernetesVersions.join(", ")}, in quotes: without them YAML drops the zero that a number ends with`,
      }),
    admins: z
      .array(roleArn())
      .default([])
      .register(keyWords, {
        description: "IAM roles that administer the cluster, beside the one that makes it.",
        allowed: "a list of ARNs of IAM roles",
        examples: [["arn:aws:iam::123456789012:role/platform-admin"]],
      }),
    autoscaler: z
      .enum(["clusterAutoscaler", "karpenter"], { error: bothAutoscalers })
      .default("clusterAutoscaler")
      .register(keyWords, {
        description:
          "What adds and removes nodes; one of the two, never both. With `karpenter` only the pool `system` is a node group.",
      }),
    pools: z
      .record(z.string().regex(POOL_NAME, "is not the name of a pool"), PoolSettings)
      .prefault({ system: {}, cpu: {} })
      .register(keyWords, {
        description: "Pools of nodes by their name: `system`, `cpu` or `cpu-<name>`, `gpu-<name>`.",
        allowed:
          "an object of two pools or more, system among them, named system, cpu, cpu-<name> or gpu-<name>, with a name of 1 to 12 of a to z and 0 to 9",
        examples: [{ system: {}, cpu: {}, "gpu-a10g": {} }],
      }),
    irsaWorkloads: z
      .array(z.enum(workloadIds))
      .default([])
      .register(keyWords, {
        description: "Workloads that get their role by an annotation (IRSA) in place of EKS Pod Identity.",
        allowed: `a list of ${workloadIds.join(", ")}`,
        examples: [["velero"]],
      }),
    database: DatabaseSettings.prefault({}).register(keyWords, {
      description: "The Postgres of Prefect, MLflow and the router.",
    }),
    cache: CacheSettings.prefault({}).register(keyWords, {
      description: "The Valkey of the router and the services.",
    }),
    github: GithubSettings.optional().register(keyWords, {
      description:
        "Roles for the workflows of a GitHub repository, without any key. Without it there are none.",
    }),
    monthlyBudgetUsd: z
      .int()
      .min(1)
      .max(100_000_000)
      .register(keyWords, {
        description:
          "What the stack may cost in a month, in US dollars: the limit of its AWS budget, and what a preview compares its estimate with.",
        examples: [5000],
      }),
    alertEmails: z
      .array(email())
      .min(1)
      .max(10)
      .register(keyWords, {
        description: "Who is told when the budget is nearly spent.",
        allowed: "a list of 1 to 10 e-mail addresses",
        examples: [["platform@example.org"]],
      }),
    deletionProtection: z.boolean().default(true).register(keyWords, {
      description:
        "Whether the cluster, the database, buckets and images are protected from deletion. Turned off, a destroy deletes their data with them.",
    }),
    createServiceLinkedRoles: z.boolean().default(false).register(keyWords, {
      description:
        "Whether the stack makes the service-linked roles of EC2 Auto Scaling and Spot; an account that has had a scaling group has them.",
    }),
    ...serviceShape,
  })
  .superRefine(checkEks, { when: () => true });
export type EksConfig = z.infer<typeof EksConfig>;
