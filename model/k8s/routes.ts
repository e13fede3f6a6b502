/** The services that people reach from outside of a cluster, each by a name of its own below the domain. */

import type { RecipeId } from "../fleet/recipes";
import { DEVTOOLS_NAMESPACE, mlflowServer, prefectServer } from "./devtools";
import { OBSERVABILITY_NAMESPACE, prometheusService } from "./observability";
import { RAY_CLUSTER, RAY_NAMESPACE, RAY_PORTS, SERVE_PORT, serveServiceOf } from "./ray/names";
import { routerPort } from "./router";
import { VAULT_NAMESPACE, vaultService, VAULT_TLS } from "./vault";

/** One service that is reached from outside. */
export interface ServiceRoute {
  /** The recipe that installs it; without that there is no route. */
  readonly recipe: RecipeId;
  readonly namespace: string;
  /** Name of its Service. */
  readonly service: string;
  /** Port of the Service. */
  readonly port: number;
  /** Port of its pods, at which a connection from the gateway ends. @default that of the Service */
  readonly podPort?: number;
  /** How its pods speak TLS. @default they do not */
  readonly tls?: {
    /** Name in their certificate. */
    readonly hostname: string;
    /** Secret of the namespace with the authority that signed it, under the key `ca.crt`. */
    readonly authority: string;
  };
  /**
   * The name that it is asked by, for a service that answers to names it knows alone. It gets no `Origin` then, which
   * it would hold against that name: the session's cookie comes with no request of another site. @default the route's own
   */
  readonly asHost?: string;
  /**
   * Whether it has a cookie of its own. It then gets all that a browser sends, and among them the session of the sign-on,
   * which opens every other service; so no service has it without need. @default false
   */
  readonly ownCookie?: boolean;
  /** Who may come in: the administrators, or every user of the platform. */
  readonly for: "admins" | "users";
  /** Whether programs come in too, with a token in place of a session. @default false */
  readonly programs?: boolean;
}

/** Every service by its label below the domain: the laptop has the same under `localhost`. */
export const routes = {
  grafana: {
    recipe: "observability",
    namespace: OBSERVABILITY_NAMESPACE,
    service: "kube-prometheus-stack-grafana",
    port: 80,
    podPort: 3000,
    // Its own session.
    ownCookie: true,
    for: "users",
  },
  prometheus: {
    recipe: "observability",
    namespace: OBSERVABILITY_NAMESPACE,
    service: prometheusService.name,
    port: prometheusService.port,
    for: "admins",
  },
  alertmanager: {
    recipe: "observability",
    namespace: OBSERVABILITY_NAMESPACE,
    service: "kube-prometheus-stack-alertmanager",
    port: 9093,
    for: "admins",
  },
  ray: {
    recipe: "ray",
    namespace: RAY_NAMESPACE,
    service: `${RAY_CLUSTER}-head-svc`,
    port: RAY_PORTS.dashboard,
    // The token that the dashboard asks for: https://docs.ray.io/en/master/ray-core/internals/token-authentication.html
    ownCookie: true,
    for: "users",
  },
  router: {
    recipe: "router",
    namespace: "router",
    service: "router",
    port: routerPort,
    for: "users",
    programs: true,
  },
  prefect: {
    recipe: "devtools",
    namespace: DEVTOOLS_NAMESPACE,
    service: prefectServer.name,
    port: prefectServer.port,
    for: "users",
    programs: true,
  },
  mlflow: {
    recipe: "devtools",
    namespace: DEVTOOLS_NAMESPACE,
    service: mlflowServer.name,
    port: mlflowServer.port,
    asHost: `${mlflowServer.name}.${DEVTOOLS_NAMESPACE}.svc.cluster.local`,
    for: "users",
    programs: true,
  },
  vault: {
    recipe: "vault",
    namespace: VAULT_NAMESPACE,
    service: vaultService.name,
    port: vaultService.port,
    tls: {
      hostname: `${vaultService.name}.${VAULT_NAMESPACE}.svc.cluster.local`,
      authority: VAULT_TLS,
    },
    for: "users",
  },
} as const satisfies Readonly<Record<string, ServiceRoute>>;

/** Label of a service below the domain. */
export type RouteId = keyof typeof routes;

/** Every route with its label. */
export const routeEntries: readonly (readonly [RouteId, ServiceRoute])[] = Object.entries(routes) as [
  RouteId,
  ServiceRoute,
][];

/** A route with its label, which may be that of a service of a stack's own. */
export type RouteEntry = readonly [string, ServiceRoute];

/** The routes of services on Ray. @param services Their settings by their names. @default none */
export function serveRoutes(services: Readonly<Record<string, unknown>> = {}): readonly RouteEntry[] {
  return Object.keys(services).map(serveRoute);
}

/** The route of a service on Ray; its label is the service's name. */
export function serveRoute(name: string): RouteEntry {
  const service = serveServiceOf(name);
  return [
    name,
    { recipe: "ray", namespace: RAY_NAMESPACE, service, port: SERVE_PORT, for: "users", programs: true },
  ];
}

/** Port of the sign-on. */
export const AUTHELIA_PORT = 9091;

/** Ports of pods that the gateway's proxies connect to. */
export const routePorts: readonly number[] = [
  ...new Set([AUTHELIA_PORT, SERVE_PORT, ...routeEntries.map(([, { port, podPort }]) => podPort ?? port)]),
].sort((one, other) => one - other);
