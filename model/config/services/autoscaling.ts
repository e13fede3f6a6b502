/** Config of how many pods serve people: `plinth:autoscaling`. */

import { z } from "zod";
import { recipeIds, withDependencies } from "../../fleet/recipes";
import { keyWords } from "../keys";
import type { RuleParams } from "../rules";
import { LlmSettings } from "./llm";

/** Most pods of one kind: a bound on what a flood of requests can cost. */
const MOST_PODS = 1000;

const pods = () => z.int().min(1).max(MOST_PODS);

/** Bounds of the router, as both Pulumi and Flux have them where the config gives none. */
export const routerBounds = { minReplicas: 2, maxReplicas: 10 } as const;

/** Settings of autoscaling. */
export const AutoscalingSettings = z.strictObject({
  router: z
    .strictObject({
      minReplicas: pods()
        .default(routerBounds.minReplicas)
        .register(keyWords, { description: "Least number of pods of the router." }),
      maxReplicas: pods()
        .default(routerBounds.maxReplicas)
        .register(keyWords, { description: "Largest number of pods of the router." }),
    })
    .prefault({})
    .register(keyWords, {
      description: "Pods of the recipe `router`, of which there are more while they use much of their CPUs.",
      examples: [{ maxReplicas: 20 }],
    }),
  models: z
    .strictObject({
      maxReplicas: pods().register(keyWords, {
        description: "Largest number of pods that serve the model; the least one is `plinth:llm.replicas`.",
        examples: [4],
      }),
      waitingRequests: z.int().min(1).max(1000).default(4).register(keyWords, {
        description: "Requests that may wait for each pod before there is one more.",
      }),
      // The controller acts a tenth above it, and more than all of a cache is never in use.
      cachePercent: z.int().min(10).max(90).default(80).register(keyWords, {
        description:
          "Share of each pod's KV cache that may be in use before there is one more, in percent; the controller adds one from a tenth above it on.",
      }),
    })
    .optional()
    .register(keyWords, {
      description:
        "How many pods serve the model, by what Prometheus measures of them; it needs the recipes `autoscaling` and `observability`. Without it there are always `plinth:llm.replicas`.",
      examples: [{ maxReplicas: 4 }],
    }),
});
export type AutoscalingSettings = z.infer<typeof AutoscalingSettings>;

type Report = (path: readonly string[], message: string, params: RuleParams) => void;
type Values = Readonly<Record<string, unknown>>;

/** Reports bounds that contradict each other, and a model that nothing measures. It takes any value. */
export function checkAutoscaling(config: unknown, context: Pick<z.core.$RefinementCtx, "addIssue">): void {
  const { autoscaling, llm, recipes } = (config ?? {}) as Values;
  const { data } = AutoscalingSettings.safeParse(autoscaling ?? {});
  if (data === undefined) return;
  const report: Report = (path, message, params) => {
    context.addIssue({ code: "custom", path: ["autoscaling", ...path], message, params: { ...params } });
  };
  checkRouter(data, report);
  if (data.models !== undefined) checkModels(data.models, llm, recipes, report);
}

function checkRouter({ router: { minReplicas, maxReplicas } }: AutoscalingSettings, report: Report): void {
  if (minReplicas <= maxReplicas) return;
  report(
    ["router", "minReplicas"],
    `is above plinth:autoscaling.router.maxReplicas, which is ${String(maxReplicas)}`,
    { allowed: `1 to ${String(maxReplicas)}, or a larger maxReplicas`, example: maxReplicas },
  );
}

function checkModels(
  { maxReplicas }: NonNullable<AutoscalingSettings["models"]>,
  given: unknown,
  recipes: unknown,
  report: Report,
): void {
  if (given === undefined) {
    const allowed = "nothing without plinth:llm";
    report(["models"], "is used by nothing: plinth:llm names no model", { allowed, remove: true });
    return;
  }
  const listed = Array.isArray(recipes) ? (recipes as readonly unknown[]) : [];
  const installed = withDependencies(recipeIds.filter((id) => listed.includes(id)));
  const missing = (["autoscaling", "observability"] as const).find((id) => !installed.includes(id));
  if (missing !== undefined)
    report(["models"], `needs the recipe ${missing}, which plinth:recipes lacks`, {
      allowed: "an object beside the recipes autoscaling and observability; without it the number is fixed",
      set: ["recipes"],
      example: [...listed, missing],
    });
  const llm = LlmSettings.safeParse(given).data;
  if (llm === undefined) return;
  if (llm.prefill !== undefined || llm.nodesPerReplica > 1)
    report(
      ["models"],
      "is for pods that serve alone: plinth:llm splits a request or the model over several",
      {
        allowed: "nothing beside plinth:llm.prefill and plinth:llm.nodesPerReplica",
        remove: true,
      },
    );
  if (llm.replicas > maxReplicas)
    report(["models", "maxReplicas"], `is below plinth:llm.replicas, which is ${String(llm.replicas)}`, {
      allowed: `${String(llm.replicas)} or more, or fewer plinth:llm.replicas`,
      example: llm.replicas,
    });
}
