/** The shape of the config of a stack on AWS. */

import { z } from "zod";
import { kubernetesVersions } from "../../eks/kubernetes-versions";
import { workloadIds } from "../../eks/workload-ids";
import { keyWords } from "../keys";
import { name, NAME_ALLOWED, TARGET_WORDS } from "../names";
import { checkZones, isCanonicalCidr, REGION } from "../rules";
import { POOL_NAME, PoolSettings } from "./pool";
import { cidr, githubRepository, roleArn, tagValue, TAG_ALLOWED, zone } from "./values";

/** Who may reach the cluster's API from outside the VPC. */
export const EndpointSettings = z.strictObject({
  public: z.boolean().default(false).register(keyWords, {
    description:
      "Whether the API is reachable from the internet too, by the addresses of `publicCidrs` only.",
  }),
  publicCidrs: z
    .array(cidr())
    .default([])
    .register(keyWords, {
      description: "IPv4 blocks that may reach the public endpoint.",
      allowed:
        "a list of IPv4 blocks other than 0.0.0.0/0, given with plinth:endpoint.public and never without",
      examples: [["203.0.113.0/24"]],
    }),
});

/** The Postgres of Prefect, MLflow and the router. */
export const DatabaseSettings = z.strictObject({
  instanceClass: z
    .string()
    .regex(/^db\.[a-z0-9]+\.[a-z0-9]+$/, "is not a class of RDS")
    .default("db.t4g.medium")
    .register(keyWords, {
      description: "Class of the database's instances.",
      allowed: "a class of RDS, as db.m7g.large",
    }),
  storageGiB: z
    .int()
    .min(20)
    .max(65536)
    .default(50)
    .register(keyWords, { description: "Storage (gp3) in GiB." }),
  multiAz: z
    .boolean()
    .default(true)
    .register(keyWords, { description: "Whether a standby runs in a second zone." }),
  backupDays: z
    .int()
    .min(7)
    .max(35)
    .default(14)
    .register(keyWords, { description: "Days that backups are kept." }),
});

/** The Valkey of the router and the services. */
export const CacheSettings = z.strictObject({
  nodeType: z
    .string()
    .regex(/^cache\.[a-z0-9]+\.[a-z0-9]+$/, "is not a type of ElastiCache")
    .default("cache.t4g.small")
    .register(keyWords, {
      description: "Type of the cache's nodes.",
      allowed: "a type of ElastiCache, as cache.m7g.large",
    }),
  replicas: z
    .int()
    .min(1)
    .max(5)
    .default(1)
    .register(keyWords, { description: "Replicas beside the primary." }),
});

/** The repository whose workflows preview and deploy the stack. */
export const GithubSettings = z.strictObject({
  repository: githubRepository().register(keyWords, {
    description: "Repository whose workflows get the two roles.",
    allowed: "owner/name",
    examples: ["example/plinth"],
  }),
  environment: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,255}$/, "is not the name of an environment")
    .default("production")
    .register(keyWords, {
      description: "GitHub environment whose jobs may deploy.",
      allowed: "the name of an environment",
    }),
});

/** Why nodes may reach the internet. */
export const InternetEgress = z.strictObject({
  reason: z
    .string()
    .regex(/^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]{10,255}$/, "is not a reason")
    .register(keyWords, {
      description: "Why; it stands in the rule's description.",
      allowed: "10 to 255 characters that a security group's description can have",
      examples: ["Models come from huggingface.co"],
    }),
});

/** The pools that a stack has where it gives none. */
const STANDARD_POOLS = { system: {}, cpu: {} };

/** Config of the platform on AWS. */
export const EksConfig = z
  .strictObject({
    target: z.literal("eks").register(keyWords, TARGET_WORDS),
    name: name().default("plinth").register(keyWords, {
      description: "Name that the cluster and everything around it begins with.",
      allowed: NAME_ALLOWED,
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
        allowed: "twelve digits, in quotes",
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
        description: "IPv4 addresses of the cluster's VPC; nodes and pods take theirs from it.",
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
        "Lets nodes reach the internet by HTTPS. Without it they reach private networks and AWS's services alone.",
    }),
    endpoint: EndpointSettings.prefault({}).register(keyWords, {
      description: "The endpoint of the cluster's API.",
    }),
    kubernetesVersion: z.enum(kubernetesVersions).default("1.36").register(keyWords, {
      description: "Version of Kubernetes; one in standard support.",
    }),
    admins: z
      .array(roleArn())
      .default([])
      .register(keyWords, {
        description: "IAM roles that administer the cluster, beside the one that makes it.",
        allowed: "a list of ARNs of IAM roles",
        examples: [["arn:aws:iam::123456789012:role/platform-admin"]],
      }),
    autoscaler: z.enum(["clusterAutoscaler", "karpenter"]).default("clusterAutoscaler").register(keyWords, {
      description:
        "What adds and removes nodes; one of the two, never both. With `karpenter` only the pool `system` is a node group.",
    }),
    pools: z
      .record(z.string().regex(POOL_NAME, "is not the name of a pool"), PoolSettings)
      .default({
        system: PoolSettings.parse(STANDARD_POOLS.system),
        cpu: PoolSettings.parse(STANDARD_POOLS.cpu),
      })
      .register(keyWords, {
        description: "Pools of nodes by their name: `system`, `cpu` or `cpu-<name>`, `gpu-<name>`.",
        allowed: "an object of pools, `system` among them, named system, cpu, cpu-<name> or gpu-<name>",
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
      .array(z.email("is not an address"))
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
  })
  .superRefine(checkZones, { when: () => true });
export type EksConfig = z.infer<typeof EksConfig>;
