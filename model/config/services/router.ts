/** Config of the inference router in a cluster, and what must hold between it and the recipes. */

import { z } from "zod";
import { recipeIds, withDependencies } from "../../fleet/recipes";
import type { RecipeId } from "../../fleet/recipes";
import { isUpstreamUrl, REGISTRY, REGISTRY_ALLOWED, UPSTREAM_URL } from "../../k8s/router";
import { keyWords } from "../keys";
import type { RuleParams } from "../rules";
import { checkRouterKeys, routerKeyShape, storedKey } from "./router-keys";

/** Settings of the inference router in a cluster. */
export const RouterServiceSettings = z.strictObject({
  upstreamUrl: z
    .string()
    .max(2000)
    .regex(UPSTREAM_URL, "is not the base URL of an API")
    .refine(isUpstreamUrl, "is not the base URL of an API")
    .optional()
    .register(keyWords, {
      description:
        "Base URL of the OpenAI-compatible API that the router sends requests to. Without it that is llm-d's router, which the recipe `llm` installs.",
      allowed: "an http or https URL without user name, password, query or fragment",
      examples: ["https://models.example.com/v1"],
    }),
  upstreamKey: storedKey(
    "is the upstream's API key. Without it the router takes the Secret `router-upstream`, if there is one.",
    "platform/upstream-key",
  ),
  ...routerKeyShape,
});
export type RouterServiceSettings = z.infer<typeof RouterServiceSettings>;

/** The registry of the platform's own images, on a cluster that has none of its own. */
export const registry = () =>
  z
    .string()
    .regex(REGISTRY, "is not a registry")
    .optional()
    .register(keyWords, {
      description:
        "Registry to which you publish the platform's own images; the recipe `router` takes `router` from it, in the version that the stack pins.",
      allowed: REGISTRY_ALLOWED,
      examples: ["registry.example.com/plinth"],
    });

type Report = (path: readonly string[], message: string, params: RuleParams) => void;

/**
 * Reports what the recipe `router` lacks, and settings of the router where no router is installed.
 *
 * It runs also where other keys are wrong, so it must take any value.
 */
export function checkRouter(
  config: unknown,
  context: Pick<z.core.$RefinementCtx, "addIssue">,
  { ownRegistry }: { readonly ownRegistry: boolean },
): void {
  const { recipes, router, registry: given } = (config ?? {}) as Readonly<Record<string, unknown>>;
  if (!Array.isArray(recipes)) return;
  const report: Report = (path, message, params) => {
    context.addIssue({ code: "custom", path: [...path], message, params: { ...params } });
  };
  const named = recipes.filter(isRecipe);
  const installed = withDependencies(named);
  const { upstreamUrl: upstream, auth } = (router ?? {}) as Readonly<Record<string, unknown>>;
  const unused = { allowed: "nothing without the recipe router", remove: true };
  if (!installed.includes("router")) {
    if (given !== undefined && !ownRegistry)
      report(["registry"], "is used by nothing: plinth:recipes has no router", unused);
    if (upstream !== undefined)
      report(["router", "upstreamUrl"], "is used by nothing: plinth:recipes has no router", unused);
    if (auth !== undefined && auth !== "none")
      report(["router", "auth"], "is used by nothing: plinth:recipes has no router", unused);
    return;
  }
  checkRouterKeys(router, { recipes: named, onAws: ownRegistry }, report);
  if (given === undefined && !ownRegistry)
    report(["registry"], "is missing: the recipe router runs an image that you publish", {
      allowed: REGISTRY_ALLOWED,
      example: "registry.example.com/plinth",
    });
  if (upstream === undefined && !installed.includes("llm"))
    report(["router", "upstreamUrl"], "is missing: without the recipe llm the router has no upstream", {
      allowed:
        "an http or https URL without user name, password, query or fragment, or the recipe llm in plinth:recipes",
      example: "https://models.example.com/v1",
    });
}

/** Whether a value is the id of a recipe. */
export function isRecipe(value: unknown): value is RecipeId {
  return recipeIds.some((id) => id === value);
}
