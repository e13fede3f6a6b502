/** The routes to the services that a stack has; the sign-on stands before all of them. */

import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { withDependencies } from "../../../model/fleet/recipes";
import type { RecipeId } from "../../../model/fleet/recipes";
import { PROXY_PORTS } from "../../../model/k8s/gateway";
import { OBSERVABILITY_NAMESPACE } from "../../../model/k8s/observability";
import { grafanaSignOn } from "../../../model/k8s/sso/grafana";
import { fromGateway, routedRecipes, routeObjects } from "../../../model/k8s/sso/routes";
import type { AddonContext } from "../addon";

type PolicySpec = types.input.networking.v1.NetworkPolicySpec;

/** What the routes are made from. */
export interface RoutesArgs {
  readonly domain: string;
  /** The recipes whose services are reached. */
  readonly recipes: readonly RecipeId[];
  /** Whether Grafana asks the sign-on itself. @default false */
  readonly grafanaSignsOn?: boolean;
}

/**
 * What the routes are made from on a cluster.
 *
 * @throws Error where the config has no domain, which its schema refuses.
 */
export function routesArgsOf({ config }: AddonContext): RoutesArgs {
  const { domain, recipes } = config;
  if (domain === undefined) throw new Error("The routes have no domain.");
  return {
    domain,
    recipes: withDependencies(recipes).filter((id) => routedRecipes.includes(id)),
    grafanaSignsOn: recipes.includes("observability") && Object.keys(grafanaSignOn(config)).length > 0,
  };
}

/** A name below the domain for each service, and the way for the gateway into the service's namespace. */
export class Routes extends pulumi.ComponentResource {
  constructor(name: string, args: RoutesArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:Routes", name, {}, options);
    const { domain, recipes, grafanaSignsOn = false } = args;
    for (const recipe of recipes)
      for (const [part, object] of Object.entries(routeObjects(recipe, domain))) {
        const { kind, metadata, spec } = structuredClone(object);
        if (kind === "NetworkPolicy")
          new NetworkPolicy(`${name}-${part}`, { metadata, spec: spec as PolicySpec }, { parent: this });
        else new CustomResource(`${name}-${part}`, structuredClone(object), { parent: this });
      }
    if (grafanaSignsOn) this.createGrafanaPolicy(name);
    this.registerOutputs({});
  }

  /** Grafana asks the sign-on by the gateway; in some networks that connection ends at the proxies' own port. */
  private createGrafanaPolicy(name: string): void {
    new NetworkPolicy(
      `${name}-grafana-sign-on`,
      {
        metadata: { name: "grafana-sign-on", namespace: OBSERVABILITY_NAMESPACE },
        spec: {
          podSelector: { matchLabels: { "app.kubernetes.io/name": "grafana" } },
          policyTypes: ["Egress"],
          egress: [
            {
              to: [structuredClone(fromGateway)],
              ports: PROXY_PORTS.map((port) => ({ protocol: "TCP", port })),
            },
          ],
        },
      },
      { parent: this },
    );
  }
}
