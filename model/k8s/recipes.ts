/** The recipes of the fleet that a Pulumi stack installs too. */

import { platformNamespaces } from "./namespaces";
import type { PlatformNamespace } from "./namespaces";
import { withDependencies } from "../fleet/recipes";
import type { RecipeId } from "../fleet/recipes";

/** Their ids; a test holds them against what `components/k8s` registers. */
export const platformRecipeIds = [
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
] as const satisfies readonly RecipeId[];

/** The namespaces that recipes make, with those of the recipes that they need, by name. */
export function namespacesOf(wanted: readonly RecipeId[]): readonly (readonly [string, PlatformNamespace])[] {
  const recipes = withDependencies(wanted);
  return Object.entries(platformNamespaces).filter(([, { recipe }]) => recipes.includes(recipe));
}
