/** The namespaces of the platform on Kubernetes, and what pods in each may do. */

import type { RecipeId } from "../fleet/recipes";

/** Levels of the Pod Security Standards: https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export type PodSecurityLevel = "restricted" | "baseline" | "privileged";

/** One namespace. */
export interface PlatformNamespace {
  /** The recipe that makes it. */
  readonly recipe: RecipeId;
  /** The level that pods are held to. Every namespace warns of what the strictest level would refuse. */
  readonly podSecurity: PodSecurityLevel;
  /** Why it is not the strictest. @default it is */
  readonly reason?: string;
}

/** Every namespace by its name. */
export const platformNamespaces: Readonly<Record<string, PlatformNamespace>> = {
  "cert-manager": { recipe: "base", podSecurity: "restricted" },
  "external-secrets": { recipe: "base", podSecurity: "restricted" },
  observability: {
    recipe: "observability",
    podSecurity: "privileged",
    reason: "The node exporter reads the host: its network, its processes and its root file system.",
  },
  "gpu-operator": {
    recipe: "gpu",
    podSecurity: "privileged",
    reason: "The operator and its plugins work on the devices of the host.",
  },
  ray: {
    recipe: "ray",
    podSecurity: "baseline",
    reason: "The operator's pods set no seccomp profile.",
  },
  llm: {
    recipe: "llm",
    podSecurity: "baseline",
    reason: "Model servers mount shared memory; not every image of one sets a seccomp profile.",
  },
  "lws-system": {
    recipe: "llm",
    podSecurity: "baseline",
    reason: "The controller sets no seccomp profile.",
  },
};

/** Labels of a namespace that hold its pods to a level. */
export function podSecurityLabels(level: PodSecurityLevel): Readonly<Record<string, string>> {
  const prefix = "pod-security.kubernetes.io";
  return {
    [`${prefix}/enforce`]: level,
    [`${prefix}/enforce-version`]: "latest",
    [`${prefix}/audit`]: "restricted",
    [`${prefix}/warn`]: "restricted",
  };
}
