/** What a plan costs in a month. */

import { estimate } from "../../policypack/cost";
import type { Estimate, EstimateOptions, PriceTable } from "../../policypack/cost";
import type { StackResource } from "../../policypack/lib/rule";
import { viewOf } from "./components/view";
import type { View } from "./components/view";
import type { Plan } from "./types";

/** The estimate of a plan. A secret counts as a value that is not known: estimates name types of instances. */
export function planCost({ resources }: Plan, prices: PriceTable, options: EstimateOptions = {}): Estimate {
  const views = new Map(resources.map((resource) => [resource.urn, viewOf(resource)]));
  return estimate(
    [...views.values()].map((view) => asStackResource(view, views)),
    prices,
    options,
  );
}

function asStackResource(view: View, views: ReadonlyMap<string, View>): StackResource {
  const { type, name, urn, parent, provider, ignoreChanges, dependencies, propertyDependencies } =
    view.resource;
  const inputs = provider === undefined ? undefined : views.get(provider)?.inputs;
  return {
    ...{ type, name, urn, ignoreChanges, dependencies, propertyDependencies },
    properties: view.inputs,
    ...(parent !== undefined && { parent }),
    ...(inputs !== undefined && { provider: inputs }),
  };
}
