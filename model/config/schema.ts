/** The shape of a stack's config, `Pulumi.<stack>.yaml`: one strict schema per target. */

import { z } from "zod";
import { keyWords } from "./keys";
import { checkDataDir, checkDistinctPorts, checkZones, isCanonicalCidr, isDataDir, REGION } from "./rules";

/** A DNS label of at most 20 characters that begins with a letter: it starts container, network and cluster names. */
const name = () => z.string().regex(/^[a-z](?:[a-z0-9-]{0,18}[a-z0-9])?$/, "is not a short DNS label");

const NAME_ALLOWED =
  "1 to 20 characters: a to z, 0 to 9 and hyphens, beginning with a letter, not ending with a hyphen";

const port = (standard: number, whose: string) =>
  z
    .int()
    .min(1)
    .max(65535)
    .default(standard)
    .register(keyWords, { description: `Port on 127.0.0.1 of ${whose}.` });

/** Ports that the local stack publishes on 127.0.0.1. */
export const Ports = z
  .strictObject({
    web: port(8080, "the entrance that routes by host name, such as mlflow.localhost"),
    prefect: port(4200, "the Prefect UI and API"),
    mlflow: port(5050, "the MLflow UI and API"),
    vault: port(8200, "Vault's API"),
    router: port(8000, "the inference router's OpenAI-compatible API"),
  })
  .superRefine(checkDistinctPorts, { when: () => true });
export type Ports = z.infer<typeof Ports>;

/** Settings of the inference router. */
export const RouterSettings = z.strictObject({
  upstreamUrl: z
    .string()
    .max(2000)
    .regex(/^https?:\/\/[A-Za-z0-9._~%:/[\]-]+$/, "is not the base URL of an API")
    .refine((url) => URL.canParse(url), "is not the base URL of an API")
    .default("http://host.docker.internal:11434/v1")
    .register(keyWords, {
      description: "Base URL of the OpenAI-compatible API that the router sends requests to.",
      allowed: "an http or https URL without user name, password, query or fragment",
    }),
});
export type RouterSettings = z.infer<typeof RouterSettings>;

/** A path that Compose, a shell and `.env` all read in the same way. */
const path = () =>
  z
    .string()
    .max(1000)
    .regex(/^(?!~)[^\s:;$"'`\\#]+(?: +[^\s:;$"'`\\#]+)*$/, "is not a path that Compose can take");

const PATH_CHARACTERS = "none of : ; $ # quotes or backslashes, not beginning with ~ or a space";

/** Config of the local stack. */
export const ComposeConfig = z
  .strictObject({
    target: z.literal("compose").register(keyWords, {
      description: "Where the stack runs: `compose` is this machine's Docker engine, `eks` is AWS.",
    }),
    name: name().default("plinth").register(keyWords, {
      description: "Name of the stack's containers and networks; two stacks on one engine need two names.",
      allowed: NAME_ALLOWED,
    }),
    composeFile: path()
      .regex(/\.ya?ml$/, "does not end in .yaml or .yml")
      .default("docker-compose/docker-compose.minimal.yaml")
      .register(keyWords, {
        description: "The compose file that describes the stack, relative to the repository root.",
        allowed: `a path that ends in .yaml or .yml, with ${PATH_CHARACTERS}`,
      }),
    images: z.enum(["auto", "pull", "build"]).default("auto").register(keyWords, {
      description:
        "How the images come: pulled from their registries, built on this machine, or pulled where that works.",
    }),
    dataDir: path()
      .refine(isDataDir, "is not a folder of its own")
      .default("data")
      .register(keyWords, {
        description: "Folder of the services' data and secrets, relative to the repository root.",
        allowed: `a folder other than /, the repository and the folders above it, with ${PATH_CHARACTERS}`,
      }),
    ports: Ports.prefault({}).register(keyWords, {
      description: "Ports that the stack publishes on 127.0.0.1; all different.",
    }),
    router: RouterSettings.prefault({}).register(keyWords, { description: "The inference router." }),
  })
  .superRefine(checkDataDir, { when: () => true });
export type ComposeConfig = z.infer<typeof ComposeConfig>;

/** AWS limits of a tag's value: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const tagValue = () =>
  z.string().regex(/^[A-Za-z0-9_.:/=+@-][A-Za-z0-9 _.:/=+@-]{0,255}$/, "is not an AWS tag value");

const TAG_ALLOWED =
  "1 to 256 of a to z, A to Z, 0 to 9, spaces and _ . : / = + - @, not beginning with a space";

const zone = () =>
  z
    .string()
    .regex(/^[a-z]{2}(?:-[a-z]+){1,2}-\d[a-z]$/, "is not the name of an availability zone")
    .register(keyWords, {
      description: "One availability zone.",
      allowed: "the name of an availability zone: plinth:region and a letter",
    });

/** Config of the platform on AWS. */
export const EksConfig = z
  .strictObject({
    target: z.literal("eks").register(keyWords, {
      description: "Where the stack runs: `compose` is this machine's Docker engine, `eks` is AWS.",
    }),
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
        description: "IPv4 addresses of the cluster's VPC.",
        allowed: "an IPv4 block from /16 to /28 whose host bits are zero",
      }),
    zones: z
      .array(zone())
      .min(2)
      .max(6)
      .register(keyWords, {
        description: "Availability zones of the cluster's subnets; EKS needs two at least.",
        allowed: "a list of 2 to 6 zones of plinth:region, all different",
        examples: [["eu-central-1a", "eu-central-1b"]],
      }),
    monthlyBudgetUsd: z
      .int()
      .min(1)
      .max(100_000_000)
      .optional()
      .register(keyWords, {
        description:
          "What the stack may cost in a month, in US dollars; a preview compares its estimate with it. Without it nothing is compared.",
        examples: [5000],
      }),
  })
  .superRefine(checkZones, { when: () => true });
export type EksConfig = z.infer<typeof EksConfig>;

/** Config of a stack, told apart by its target. */
export const Config = z.discriminatedUnion("target", [ComposeConfig, EksConfig]);
export type Config = z.infer<typeof Config>;

/** Targets and their schemas. */
export const configByTarget = { compose: ComposeConfig, eks: EksConfig } as const;
export type Target = keyof typeof configByTarget;
