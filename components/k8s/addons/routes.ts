/** The routes to the services that a stack has; the sign-on stands before all of them. */

import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import * as pulumi from "@pulumi/pulumi";
import { withDependencies } from "../../../model/fleet/recipes";
import type { RecipeId } from "../../../model/fleet/recipes";
import { routedRecipes, routeObjects } from "../../../model/k8s/sso/routes";
import type { AddonContext } from "../addon";

/** What the routes are made from. */
export interface RoutesArgs {
  readonly domain: string;
  /** The recipes whose services are reached. */
  readonly recipes: readonly RecipeId[];
}

/**
 * What the routes are made from on a cluster.
 *
 * @throws Error where the config has no domain, which its schema refuses.
 */
export function routesArgsOf({ config: { domain, recipes } }: AddonContext): RoutesArgs {
  if (domain === undefined) throw new Error("The routes have no domain.");
  return { domain, recipes: withDependencies(recipes).filter((id) => routedRecipes.includes(id)) };
}

/** A name below the domain for each service, and the way for the gateway into the service's namespace. */
export class Routes extends pulumi.ComponentResource {
  constructor(name: string, { domain, recipes }: RoutesArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:Routes", name, {}, options);
    for (const recipe of recipes)
      for (const [part, object] of Object.entries(routeObjects(recipe, domain))) {
        const { kind, metadata, spec } = structuredClone(object);
        if (kind === "NetworkPolicy")
          new NetworkPolicy(`${name}-${part}`, { metadata, spec }, { parent: this });
        else new CustomResource(`${name}-${part}`, structuredClone(object), { parent: this });
      }
    this.registerOutputs({});
  }
}
