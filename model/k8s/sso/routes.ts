/** The routes of the services that a stack has, with what each opens in the service's namespace. */

import type { RecipeId } from "../../fleet/recipes";
import { GATEWAY, GATEWAY_NAMESPACE } from "../gateway";
import type { SpecifiedObject } from "../objects";
import { routeEntries } from "../routes";
import type { RouteEntry, ServiceRoute } from "../routes";
import { PORTAL } from "./names";
import { httpRoute, referenceGrant } from "./objects";

/** The gateway's proxies, as a peer of a NetworkPolicy. */
export const fromGateway = {
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": GATEWAY_NAMESPACE } },
  podSelector: { matchLabels: { "gateway.envoyproxy.io/owning-gateway-name": GATEWAY } },
} as const;

/**
 * The names below a domain that a stack with these recipes serves: the sign-on's own, and those of its services.
 *
 * @param more Routes of services of the stack's own. @default none
 */
export function servedHosts(
  recipes: readonly RecipeId[],
  domain: string,
  more: readonly RouteEntry[] = [],
): readonly string[] {
  const all = [...routeEntries, ...more];
  const labels = all.flatMap(([label, { recipe }]) => (recipes.includes(recipe) ? [label] : []));
  return (recipes.includes("sso") ? [PORTAL, ...labels] : []).map((label) => `${label}.${domain}`).sort();
}

/** The recipes with services that people reach. */
export const routedRecipes: readonly RecipeId[] = [...new Set(routeEntries.map(([, { recipe }]) => recipe))];

/** Folder of the routes of a recipe, from the root of the repository. */
export function routesPath(recipe: RecipeId): string {
  return `fleet/routes/${recipe}`;
}

/** Name of the Flux Kustomization that applies the routes of a recipe. */
export function routesBundle(recipe: RecipeId): string {
  return `routes-${recipe}`;
}

/**
 * The objects of the routes of a recipe, by what they are.
 *
 * @param more Routes of services of the stack's own. @default none
 */
export function routeObjects(
  recipe: RecipeId,
  domain: string,
  more: readonly RouteEntry[] = [],
): Readonly<Record<string, SpecifiedObject>> {
  const own = [...routeEntries, ...more].filter(([, route]) => route.recipe === recipe);
  const namespaces = [...new Set(own.map(([, { namespace }]) => namespace))];
  const inNamespace = namespaces.flatMap((namespace): [string, SpecifiedObject][] => {
    const there = own.filter(([, route]) => route.namespace === namespace);
    const services = there.map(([, { service }]) => service);
    const ports = there.map(([, { port, podPort = port }]) => podPort);
    return [
      [`${namespace}-grant`, referenceGrant(namespace, services)],
      [`${namespace}-policy`, openTo(namespace, ports)],
    ];
  });
  const routes = own.map(([label, route]): [string, SpecifiedObject] => [
    // A stack may call its services as others of these objects are called.
    more.some(([one]) => one === label) ? `service-${label}` : label,
    httpRoute(label, `${label}.${domain}`, backendOf(route), route),
  ]);
  const secured = own.flatMap(([label, route]): [string, SpecifiedObject][] =>
    route.tls === undefined ? [] : [[`${label}-tls`, backendTls(route, route.tls)]],
  );
  return Object.fromEntries([...inNamespace, ...secured, ...routes]);
}

function backendOf({ service, namespace, port }: ServiceRoute): object {
  return { name: service, namespace, port };
}

/** Has the gateway speak TLS with a service, and believe nobody else's certificate. */
function backendTls(
  { namespace, service }: ServiceRoute,
  { hostname, authority }: NonNullable<ServiceRoute["tls"]>,
): SpecifiedObject {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "BackendTLSPolicy",
    metadata: { name: GATEWAY, namespace },
    spec: {
      targetRefs: [{ group: "", kind: "Service", name: service }],
      validation: { hostname, caCertificateRefs: [{ group: "", kind: "Secret", name: authority }] },
    },
  };
}

/** Lets the gateway's proxies in, past the policies of the namespace. */
function openTo(namespace: string, ports: readonly number[]): SpecifiedObject {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: GATEWAY, namespace },
    spec: {
      podSelector: {},
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [fromGateway],
          ports: ports.map((port) => ({ protocol: "TCP", port })),
        },
      ],
    },
  };
}
