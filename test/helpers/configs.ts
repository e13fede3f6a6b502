import { ComposeConfig, EksConfig, KubernetesConfig } from "../../model/config/schema";

/** Config of a local stack; what is not given has its default. */
export function composeConfig(keys: object = {}): ComposeConfig {
  return ComposeConfig.parse({ target: "compose", ...keys });
}

/** Config of a stack on AWS; what is not given has its default, and what must be given a value that works. */
export function eksConfig(keys: object = {}): EksConfig {
  return EksConfig.parse({
    target: "eks",
    name: "plinth",
    owner: "platform-team",
    repository: "example/plinth",
    accountId: "123456789012",
    region: "eu-central-1",
    zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
    monthlyBudgetUsd: 5000,
    alertEmails: ["platform@example.org"],
    ...keys,
  });
}

/** Config of a stack on a cluster that is there already; what is not given has its default. */
export function kubernetesConfig(keys: object = {}): KubernetesConfig {
  const { recipes = [] } = keys as { readonly recipes?: readonly string[] };
  const needs = {
    ...(recipes.includes("router") && routerNeeds),
    ...(recipes.includes("gateway") && gatewayNeeds),
    ...(recipes.includes("sso") && ssoNeeds),
    ...(recipes.includes("backup") && backupNeeds),
  };
  return KubernetesConfig.parse({ target: "kubernetes", context: "test", ...needs, ...keys });
}

/** What a stack must give where it installs the recipe router, and not the recipe llm. */
export const routerNeeds = {
  registry: "registry.example.com/plinth",
  router: { upstreamUrl: "https://models.example.com/v1" },
} as const;

/** What a stack must give where it installs the recipe backup. */
export const backupNeeds = {
  backup: {
    bucket: "backups",
    endpoint: "https://s3.example.com:9000",
    credentials: { store: "vault", key: "backup/bucket" },
  },
} as const;

/** What a stack must give where it installs the recipe gateway: the domain that the recipe's files have. */
export const gatewayNeeds = { domain: "plinth.example" } as const;

/** What a stack must give where it installs the recipe sso. */
export const ssoNeeds = { ...gatewayNeeds, sso: { usersSecret: "authelia-users" } } as const;
