/** The routes to the services that a stack has; the sign-on stands before all of them. */

import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import { Role } from "@pulumi/kubernetes/rbac/v1/role";
import { RoleBinding } from "@pulumi/kubernetes/rbac/v1/roleBinding";
import * as pulumi from "@pulumi/pulumi";
import { withDependencies } from "../../../model/fleet/recipes";
import type { RecipeId } from "../../../model/fleet/recipes";
import { trustOf } from "../../../model/k8s/gateway";
import type { Trust } from "../../../model/k8s/gateway";
import type { KubernetesObject } from "../../../model/k8s/objects";
import { serveRoutes } from "../../../model/k8s/routes";
import type { RouteEntry } from "../../../model/k8s/routes";
import { clientObjects } from "../../../model/k8s/sso/clients";
import { routedRecipes, routeObjects } from "../../../model/k8s/sso/routes";
import type { AddonContext } from "../addon";

/** Kinds of Kubernetes' own; a custom resource of such a kind would be a type that no engine knows. */
const kinds = { NetworkPolicy, Role, RoleBinding, ServiceAccount } as unknown as Readonly<
  Record<string, new (name: string, args: object, options: pulumi.CustomResourceOptions) => pulumi.Resource>
>;

/** What the routes are made from. */
export interface RoutesArgs {
  readonly domain: string;
  /** The recipes whose services are reached. */
  readonly recipes: readonly RecipeId[];
  /** Routes of services of the stack's own. */
  readonly more: readonly RouteEntry[];
  /** Who trusts the gateway's certificate. */
  readonly trust: Trust;
}

/**
 * What the routes are made from on a cluster.
 *
 * @throws Error where the config has no domain, which its schema refuses.
 */
export function routesArgsOf({ config }: AddonContext): RoutesArgs {
  const { domain, recipes, gateway, ray } = config;
  if (domain === undefined) throw new Error("The routes have no domain.");
  return {
    domain,
    recipes: withDependencies(recipes).filter((id) => routedRecipes.includes(id)),
    more: serveRoutes(ray.services),
    trust: trustOf(gateway),
  };
}

/**
 * A name below the domain for each service, the way for the gateway into the service's namespace, and what services need
 * that ask the sign-on themselves.
 */
export class Routes extends pulumi.ComponentResource {
  constructor(name: string, args: RoutesArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:Routes", name, {}, options);
    const { domain, recipes, more, trust } = args;
    for (const recipe of recipes) {
      const objects = { ...routeObjects(recipe, domain, more), ...clientObjects(recipe, trust) };
      for (const [part, object] of Object.entries(objects)) this.create(`${name}-${part}`, object);
    }
    this.registerOutputs({});
  }

  private create(name: string, object: KubernetesObject): void {
    const Kind = kinds[object.kind] ?? CustomResource;
    new Kind(name, structuredClone(object), { parent: this });
  }
}
