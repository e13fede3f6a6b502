/** The recipes: bundles of what runs on a cluster, in the order in which they need each other. */

/** Id of a recipe: the name of its folder under fleet/recipes, and what `--recipes` takes. */
export const recipeIds = [
  "base",
  "autoscaling",
  "observability",
  "devtools",
  "vault",
  "gpu",
  "ray",
  "llm",
  "router",
  "gateway",
  "sso",
  "backup",
] as const;

export type RecipeId = (typeof recipeIds)[number];

/** One recipe. */
export interface Recipe {
  readonly title: string;
  /** Its folder, from the root of the repository, with `/`. */
  readonly path: string;
  /** The recipes that must be ready before it. */
  readonly dependsOn: readonly RecipeId[];
  /** API groups whose CustomResourceDefinitions its charts install; nothing of these groups applies before it. */
  readonly ownsCrdsOf: readonly string[];
  /** Namespaces that it makes. */
  readonly namespaces: readonly string[];
}

/** Every recipe by its id. */
export const recipes: Readonly<Record<RecipeId, Recipe>> = {
  base: {
    title: "Certificates and secrets",
    path: "fleet/recipes/base",
    dependsOn: [],
    ownsCrdsOf: [
      "acme.cert-manager.io",
      "cert-manager.io",
      "external-secrets.io",
      "generators.external-secrets.io",
    ],
    namespaces: ["cert-manager", "external-secrets"],
  },
  autoscaling: {
    title: "Autoscaling by measurement, and nodes with GPUs at once",
    path: "fleet/recipes/autoscaling",
    dependsOn: ["base"],
    ownsCrdsOf: ["eventing.keda.sh", "keda.sh"],
    namespaces: ["gpu-primer", "keda"],
  },
  observability: {
    title: "Metrics, logs and traces",
    path: "fleet/recipes/observability",
    dependsOn: ["base"],
    ownsCrdsOf: ["monitoring.coreos.com"],
    namespaces: ["observability"],
  },
  devtools: {
    title: "Flows and experiments: Prefect and MLflow",
    path: "fleet/recipes/devtools",
    dependsOn: ["base"],
    ownsCrdsOf: [],
    namespaces: ["devtools"],
  },
  vault: {
    title: "Secrets: Vault",
    path: "fleet/recipes/vault",
    dependsOn: ["base"],
    ownsCrdsOf: [],
    namespaces: ["vault"],
  },
  gpu: {
    title: "NVIDIA GPUs",
    path: "fleet/recipes/gpu",
    dependsOn: ["base"],
    ownsCrdsOf: ["nfd.k8s-sigs.io", "nvidia.com"],
    namespaces: ["gpu-operator"],
  },
  ray: {
    title: "Ray",
    path: "fleet/recipes/ray",
    dependsOn: ["base"],
    ownsCrdsOf: ["ray.io"],
    namespaces: ["ray"],
  },
  llm: {
    title: "Serving of language models: llm-d",
    path: "fleet/recipes/llm",
    dependsOn: ["base", "gpu"],
    ownsCrdsOf: [
      "disaggregatedset.x-k8s.io",
      "inference.networking.k8s.io",
      "leaderworkerset.x-k8s.io",
      "llm-d.ai",
    ],
    namespaces: ["llm", "lws-system"],
  },
  router: {
    title: "The inference router",
    path: "fleet/recipes/router",
    dependsOn: ["base"],
    ownsCrdsOf: [],
    namespaces: ["router"],
  },
  backup: {
    title: "Backups: Velero",
    path: "fleet/recipes/backup",
    dependsOn: ["base"],
    ownsCrdsOf: ["velero.io"],
    namespaces: ["velero"],
  },
  gateway: {
    title: "The way in: one gateway with HTTPS",
    path: "fleet/recipes/gateway",
    dependsOn: ["base"],
    ownsCrdsOf: [],
    namespaces: ["envoy-gateway-system"],
  },
  sso: {
    title: "The sign-on before every way in: Authelia",
    path: "fleet/recipes/sso",
    dependsOn: ["base", "gateway"],
    ownsCrdsOf: [],
    namespaces: ["sso"],
  },
};

/** The Git source that `flux bootstrap` makes on a cluster; every Kustomization of ours reads from it. */
export const fluxSource = { kind: "GitRepository", name: "flux-system", namespace: "flux-system" } as const;

/** The bundle of all chart sources; every recipe waits for it. */
export const sourcesBundle = { name: "sources", path: "fleet/management/flux/sources" } as const;

/** Where the parts of recipes stand that wait for another part of the same recipe. */
export const partsFolder = "fleet/management/flux/parts";

/** Name of the Flux Kustomization that applies a recipe. */
export function bundleName(id: RecipeId): string {
  return `recipe-${id}`;
}

/** The recipes wanted and all that they need, each after what it depends on; in the table's order where free. */
export function withDependencies(wanted: readonly RecipeId[]): readonly RecipeId[] {
  const needed = new Set<RecipeId>();
  const add = (id: RecipeId): void => {
    for (const dependency of recipes[id].dependsOn) add(dependency);
    needed.add(id);
  };
  for (const id of recipeIds) if (wanted.includes(id)) add(id);
  return [...needed];
}
