/** The shape of a stack's config, `Pulumi.<stack>.yaml`: one strict schema per target. */

import { z } from "zod";
import { EksConfig } from "./eks/schema";
import { keyWords } from "./keys";
import { KubernetesConfig } from "./kubernetes/schema";
import { name, NAME_ALLOWED, TARGET_WORDS } from "./names";
import { checkDataDir, checkDistinctPorts, isDataDir } from "./rules";

export { EksConfig, KubernetesConfig };

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
  auth: z.enum(["none", "keys"]).default("none").register(keyWords, {
    description:
      "Whether clients of the router need a key: `none`, as only this machine reaches it, or `keys`, which `./plinth keys` makes.",
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
    target: z.literal("compose").register(keyWords, TARGET_WORDS),
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

/** Config of a stack, told apart by its target. */
export const Config = z.discriminatedUnion("target", [ComposeConfig, EksConfig, KubernetesConfig]);
export type Config = z.infer<typeof Config>;

/** Targets and their schemas. */
export const configByTarget = {
  compose: ComposeConfig,
  eks: EksConfig,
  kubernetes: KubernetesConfig,
} as const;
export type Target = keyof typeof configByTarget;
