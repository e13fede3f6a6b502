/** What recipes make that Pulumi and Flux both install. */

import { platformNamespaces } from "./namespaces";
import type { PlatformNamespace } from "./namespaces";
import { withDependencies } from "../fleet/recipes";
import type { RecipeId } from "../fleet/recipes";

/** The namespaces that recipes make, with those of the recipes that they need, by name. */
export function namespacesOf(wanted: readonly RecipeId[]): readonly (readonly [string, PlatformNamespace])[] {
  const recipes = withDependencies(wanted);
  return Object.entries(platformNamespaces).filter(([, { recipe }]) => recipes.includes(recipe));
}
