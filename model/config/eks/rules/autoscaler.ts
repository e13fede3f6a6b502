/** The rule of `plinth:autoscaler` that needs the recipes of the stack. */

import { kindOf } from "../../../eks/pool-types";
import { recipeIds, withDependencies } from "../../../fleet/recipes";
import type { Draft, Report } from "./draft";

/**
 * Reports pools whose nodes nobody would make: Karpenter makes them, and the recipe `autoscaling` installs it.
 *
 * A stack without recipes is the AWS half alone, and what runs on its cluster is somebody else's, Karpenter among it.
 */
export function checkAutoscaler({ autoscaler, poolNames, recipes }: Draft, report: Report): void {
  const listed = Array.isArray(recipes) ? (recipes as readonly unknown[]) : [];
  const installed = withDependencies(recipeIds.filter((id) => listed.includes(id)));
  if (autoscaler !== "karpenter" || installed.length === 0 || installed.includes("autoscaling")) return;
  const pools = (poolNames ?? []).filter((name) => kindOf(name) !== "system");
  if (pools.length === 0) return;
  report(
    ["autoscaler"],
    `is karpenter, which makes the nodes of ${pools.join(", ")}, and plinth:recipes lacks autoscaling, which installs it`,
    {
      allowed:
        "karpenter beside the recipe autoscaling; clusterAutoscaler, whose pools are node groups, without it",
      set: ["recipes"],
      example: [...listed, "autoscaling"],
    },
  );
}
