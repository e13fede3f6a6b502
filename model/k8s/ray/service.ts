/** A service on a Ray cluster of its own: applications of Ray Serve that people and programs send requests to. */

import { rayTimes } from "../autoscaling";
import { INTERACTIVE_PRIORITY } from "../priorities";
import { gcsFaultTolerance, raySpec } from "./cluster";
import { RAY_NAMESPACE, RAY_SERVICE_LABEL, SERVE_PORT } from "./names";
import type { RayServicePlan } from "./service-plan";

/** How long a service may take until it answers: nodes with GPUs, images of some gigabytes, models. */
const START_SECONDS = 3600;

/** The RayService, as Pulumi applies it. */
export function rayService(plan: RayServicePlan) {
  const { name, upgrade, cluster, sleeps } = plan;
  return {
    apiVersion: "ray.io/v1",
    kind: "RayService",
    metadata: {
      name,
      namespace: RAY_NAMESPACE,
      labels: { [RAY_SERVICE_LABEL]: name },
      annotations: {
        "pulumi.com/waitFor": "condition=Ready",
        "pulumi.com/timeoutSeconds": String(START_SECONDS),
      },
    },
    spec: {
      serveConfigV2: serveConfig(plan),
      // The third way moves requests by a Gateway of its own, before which no sign-on would stand.
      upgradeStrategy: { type: upgrade },
      rayClusterDeletionDelaySeconds: rayTimes.oldClusterSeconds,
      // No request takes memory of the head, on which all depends; it must answer where no worker is there yet.
      excludeHeadPodFromServeSvc: !sleeps,
      rayClusterConfig: {
        ...raySpec(cluster, { head: INTERACTIVE_PRIORITY, workers: INTERACTIVE_PRIORITY, service: name }),
        // Without a name for the state: two clusters of an upgrade would have the same.
        gcsFaultToleranceOptions: gcsFaultTolerance(),
      },
    },
  };
}

/** Ray Serve's config file, as JSON, which is YAML. Serve takes it by the dashboard, and new replicas as it says. */
function serveConfig({ applications }: RayServicePlan): string {
  const config = {
    proxy_location: "EveryNode",
    http_options: { host: "0.0.0.0", port: SERVE_PORT },
    applications,
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

const ofService = (name: string, type: "head" | "worker") => ({
  matchLabels: { [RAY_SERVICE_LABEL]: name, "ray.io/node-type": type },
});

/**
 * What protects a service from drains, by names: its head, and its workers but one. A share, or a number that may be
 * missing, needs a controller that KubeRay is not. A single worker may go: nothing could be drained otherwise.
 */
export function serviceBudgets({ name, cluster: { groups } }: RayServicePlan) {
  const least = groups.reduce((all, { min }) => all + min, 0);
  const budget = (type: "head" | "worker", minAvailable: number) => ({
    metadata: { name: `${name}-${type}`, namespace: RAY_NAMESPACE },
    spec: { minAvailable, selector: ofService(name, type) },
  });
  return { head: budget("head", 1), ...(least > 1 && { worker: budget("worker", least - 1) }) };
}

/** Whom a rule of a NetworkPolicy is for. */
interface Peer {
  readonly namespaceSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly podSelector: PodSelector;
}

interface PodSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: { readonly key: string; readonly operator: string }[];
}

type Ports = { readonly protocol: string; readonly port: number }[];

/** The spec of a NetworkPolicy of services. */
export interface ServePolicy {
  readonly podSelector: PodSelector;
  readonly policyTypes: string[];
  readonly ingress?: { readonly from: Peer[]; readonly ports: Ports }[];
  readonly egress?: { readonly to: Peer[]; readonly ports: Ports }[];
}

/** Pods of services. */
const served = { matchExpressions: [{ key: RAY_SERVICE_LABEL, operator: "Exists" }] } as const;

/** Pods of our router, which may have a service for its upstream. */
const fromRouter = {
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "router" } },
  podSelector: { matchLabels: { "app.kubernetes.io/name": "router" } },
} as const;

const servePort = [{ protocol: "TCP", port: SERVE_PORT }];

/**
 * NetworkPolicies for services, by their names: our router reaches them, and where there is one the gateway, for which
 * its routes open the namespace. KubeRay asks the head whether it answers, where there may be no worker that does.
 */
export function serveTraffic(services: readonly RayServicePlan[]): Readonly<Record<string, ServePolicy>> {
  if (services.length === 0) return {};
  const head = {
    matchLabels: { "ray.io/node-type": "head" },
    matchExpressions: [...served.matchExpressions],
  };
  const operator = { matchLabels: { "app.kubernetes.io/name": "kuberay-operator" } };
  const asked = {
    "ray-serve-head": {
      podSelector: head,
      policyTypes: ["Ingress"],
      ingress: [{ from: [{ podSelector: operator }], ports: servePort }],
    },
    "kuberay-operator-serve": {
      podSelector: operator,
      policyTypes: ["Egress"],
      egress: [{ to: [{ podSelector: head }], ports: servePort }],
    },
  };
  return {
    "ray-serve": {
      podSelector: { matchExpressions: [...served.matchExpressions] },
      policyTypes: ["Ingress"],
      ingress: [{ from: [{ ...fromRouter }], ports: servePort }],
    },
    ...(services.some(({ sleeps }) => sleeps) && asked),
  };
}
