/** Groups of keys in the config of a stack on AWS. */

import { z } from "zod";
import { keyWords } from "../keys";
import { cidr, githubRepository } from "./values";

/** Most blocks that EKS takes: https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html */
const MOST_PUBLIC_CIDRS = 40;

/** Who may reach the cluster's API from outside the VPC. */
export const EndpointSettings = z.strictObject({
  public: z.boolean().default(false).register(keyWords, {
    description:
      "Whether the API is reachable from the internet too, by the addresses of `publicCidrs` only.",
  }),
  publicCidrs: z
    .array(cidr())
    .max(MOST_PUBLIC_CIDRS)
    .default([])
    .register(keyWords, {
      description: "IPv4 blocks that may reach the public endpoint.",
      allowed:
        "a list of up to 40 IPv4 blocks of the internet, from /8 to /32; given with plinth:endpoint.public, never without",
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
  subjectPrefix: z
    .string()
    .regex(/^[A-Za-z0-9@._/-]+:[A-Za-z0-9@._/-]+$/, "is not the beginning of a subject")
    .optional()
    .register(keyWords, {
      description:
        "What the `sub` of the repository's tokens begins with. Without it `repo:<repository>`; repositories made or renamed since June 2026 have the ids of owner and repository in it, and their OIDC settings show it.",
      allowed: "the beginning of a subject without wildcards, as the repository's OIDC settings show it",
      examples: ["repo:example-1234/plinth-5678"],
    }),
  existingProvider: z.boolean().default(false).register(keyWords, {
    description:
      "Whether the account has the OIDC provider of GitHub already; an account can have one only, and the stack makes it unless this is true.",
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
