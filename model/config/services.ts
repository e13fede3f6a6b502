/** Config of what runs on a cluster, on AWS and on any other: the keys that both targets have. */

import { z } from "zod";
import { gpuDrivers } from "../k8s/gpu";
import { recipeIds } from "../fleet/recipes";
import { keyWords } from "./keys";
import { ChartVersions } from "./services/charts";
import { domain, GatewaySettings } from "./services/gateway";
import { SsoSettings } from "./services/sso";
import { AlertSettings } from "./services/alerts";
import { BackupSettings } from "./services/backup";
import { DevtoolsSettings } from "./services/devtools";
import { RaySettings } from "./services/ray";
import { RouterServiceSettings } from "./services/router";
import { SecretsSettings } from "./services/secrets";
import { VaultSettings } from "./services/vault";
import { GuardRailSettings } from "./services/guard-rails";
import { AutoscalingSettings } from "./services/autoscaling";
import { LlmSettings } from "./services/llm";
import { ObservabilitySettings } from "./services/observability";
import { objectName } from "./services/names";

/** Keys of the services. */
export const serviceShape = {
  recipes: z
    .array(z.enum(recipeIds))
    .default([])
    .register(keyWords, {
      description:
        "What the stack installs on the cluster: the recipes named, and those that they need. The names are those of `./plinth render up --recipes`.",
      allowed: `a list of ${recipeIds.join(", ")}`,
      examples: [["base", "observability"]],
    }),
  charts: ChartVersions,
  storageClass: objectName("StorageClass")
    .optional()
    .register(keyWords, {
      description: "StorageClass of the services' volumes. Without it they get the cluster's default.",
      allowed: "1 to 253 of a to z, 0 to 9, dots and hyphens, beginning and ending with a letter or digit",
      examples: ["gp3"],
    }),
  observability: ObservabilitySettings.prefault({}).register(keyWords, {
    description: "What the recipe `observability` keeps, and for how long.",
    examples: [{ logs: { retentionDays: 30 } }],
  }),
  alerts: AlertSettings.prefault({}).register(keyWords, {
    description: "When the alerts of the recipe `observability` fire, and who is told.",
    examples: [{ dailyBudgetUsd: 500 }],
  }),
  guardRails: GuardRailSettings.prefault({}).register(keyWords, {
    description:
      "What the quotas of the platform's namespaces are reckoned from, and what a namespace may have beyond them.",
    examples: [{ nodes: 1000 }],
  }),
  gpuDriver: z.enum(gpuDrivers).default("node").register(keyWords, {
    description:
      "Who brings NVIDIA's driver and container toolkit: `node`, the image of the nodes, as EKS's NVIDIA AMIs and Talos's extensions do; `operator`, the pods of the recipe `gpu`.",
  }),
  ray: RaySettings.prefault({}).register(keyWords, {
    description: "The Ray cluster of the recipe `ray`.",
    examples: [{ maxWorkers: 10 }],
  }),
  llm: LlmSettings.optional().register(keyWords, {
    description: "The model that the recipe `llm` serves, by pods of vLLM behind llm-d's router.",
    examples: [{ model: "Qwen/Qwen3-8B" }],
  }),
  devtools: DevtoolsSettings.prefault({}).register(keyWords, {
    description: "Prefect and MLflow, which the recipe `devtools` installs.",
    examples: [{ flowImage: "registry.example.com/plinth/flows:1.4.2" }],
  }),
  vault: VaultSettings.prefault({}).register(keyWords, {
    description: "Vault, which the recipe `vault` installs.",
    examples: [{ volumeGiB: 20 }],
  }),
  secrets: SecretsSettings.optional().register(keyWords, {
    description:
      "The store that secrets of the platform come from, as tokens of models and keys of upstreams. Without it there is none.",
    examples: [{ backend: "vault" }],
  }),
  autoscaling: AutoscalingSettings.prefault({}).register(keyWords, {
    description: "How many pods serve people: bounds between which their number goes with their work.",
    examples: [{ router: { maxReplicas: 20 } }],
  }),
  router: RouterServiceSettings.optional().register(keyWords, {
    description: "The inference router, which the recipe `router` installs.",
  }),
  domain: domain(),
  gateway: GatewaySettings.optional().register(keyWords, {
    description: "The gateway, which the recipe `gateway` installs.",
  }),
  sso: SsoSettings.optional().register(keyWords, {
    description: "The sign-on, which the recipe `sso` installs: who the users are.",
    examples: [{ usersSecret: "authelia-users" }],
  }),
  backup: BackupSettings.prefault({}).register(keyWords, {
    description: "Backups by the recipe `backup`: when, for how long, and where to.",
    examples: [{ full: { cron: "30 1 * * *", keepHours: 1440 } }],
  }),
} as const;

/** Config of what runs on a cluster. */
export type ServicesConfig = z.infer<z.ZodObject<typeof serviceShape>>;
