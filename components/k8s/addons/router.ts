/** Our inference router: the same image, port and environment as in the laptop stack, in as many pods as its work needs. */

import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment";
import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2/horizontalPodAutoscaler";
import { Service } from "@pulumi/kubernetes/core/v1/service";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget";
import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { containerSecurityContext, podSecurityContext } from "../../../model/k8s/pod-security";
import { routerTimes } from "../../../model/k8s/autoscaling";
import { prometheusPods } from "../../../model/k8s/observability";
import { INTERACTIVE_PRIORITY } from "../../../model/k8s/priorities";
import { repositoryUrl } from "../../../model/eks/scope";
import { withDependencies } from "../../../model/fleet/recipes";
import {
  llmdEndpoint,
  ROUTER_NAMESPACE,
  routerImageIn,
  routerLabels,
  routerPort,
  routerTag,
  routerTracing,
  tracingEgress,
  upstreamEgress,
} from "../../../model/k8s/router";
import { externalSecret, storedSecret } from "../../../model/k8s/secrets";
import type { StoredSecret } from "../../../model/k8s/secrets";
import type { AddonContext } from "../addon";
import { createRouterKeys, routerKeysPod } from "../router-keys";
import type { RouterKeysArgs, RouterKeysPod } from "../router-keys";
import { createNetworkPolicies, dnsEgress, namespaceNamed, namespacesWith } from "../network-policies";

/** What the router is made from. */
export interface RouterArgs {
  /** Its image in the registry that it was published to, with its version. */
  readonly image: string;
  /** Base URL of the OpenAI-compatible API that it sends requests to. */
  readonly upstreamUrl: string;
  /** The upstream's key, in a store of secrets. @default the Secret that somebody made, or no key */
  readonly upstreamKey?: StoredSecret | undefined;
  /** What makes clients need keys. @default they need none */
  readonly keys?: RouterKeysArgs | undefined;
  /** Whether the platform's collector takes its traces. @default false: it makes none */
  readonly tracing?: boolean;
  /** Least and largest number of its pods. */
  readonly bounds: { readonly minReplicas: number; readonly maxReplicas: number };
}

/**
 * What the router is made from on a cluster: on AWS its image is in the stack's own repository.
 *
 * @throws Error where the config has no registry or no upstream, which its schema refuses.
 */
export function routerArgsOf({ config, cluster }: AddonContext): RouterArgs {
  const installed = withDependencies(config.recipes);
  const bounds = config.autoscaling.router;
  const upstreamUrl = config.router?.upstreamUrl ?? (installed.includes("llm") ? llmdEndpoint : undefined);
  if (upstreamUrl === undefined) throw new Error("The router has no upstream.");
  const key = config.router?.upstreamKey;
  const tracing = installed.includes("observability");
  const upstreamKey = key === undefined ? undefined : storedSecret({ key }, config.secrets);
  const common = { upstreamUrl, upstreamKey, keys: keysOf({ config, cluster }), tracing, bounds };
  if (cluster.kind === "eks") {
    // As text, not as the repository's output: a policy is to see the image before the repository is made.
    return { image: `${repositoryUrl(cluster.scope, "router")}:${routerTag}`, ...common };
  }
  if (cluster.registry === undefined) throw new Error("The router's image is in no registry.");
  return { image: `${routerImageIn(cluster.registry)}:${routerTag}`, ...common };
}

/** @throws Error where keys have no place to be in, which the config's schema refuses. */
function keysOf({ config: { router, secrets }, cluster }: AddonContext): RouterKeysArgs | undefined {
  if (router?.auth !== "keys") return undefined;
  const { adminKey: key, storage } = router;
  const adminKey = key === undefined ? undefined : storedSecret({ key }, secrets);
  if (storage !== undefined) return { adminKey, servers: { storage } };
  if (cluster.kind === "eks") return { adminKey, servers: { cluster } };
  throw new Error("The router's keys have no Postgres.");
}

const NAME = "router";
const NAMESPACE = ROUTER_NAMESPACE;
/** User of the image; any other will do as well. */
const USER = 10001;
const labels = routerLabels;
const selector = { matchLabels: labels };
const metadata = { name: NAME, namespace: NAMESPACE };
/** A pod is ready while its upstream answers: an update is not to wait for a model. */
const annotations = { "pulumi.com/skipAwait": "true" };

/** The router with all that is around it, in its own namespace. */
export class Router extends pulumi.ComponentResource {
  constructor(name: string, args: RouterArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:Router", name, {}, options);
    const child = { parent: this };
    const keys = args.keys && routerKeysPod(args.keys);
    const annotated = Object.keys(keys?.annotations ?? {}).length > 0 ? keys : undefined;
    new ServiceAccount(
      name,
      {
        metadata: { ...metadata, ...(annotated && { annotations: annotated.annotations }) },
        automountServiceAccountToken: false,
      },
      child,
    );
    createNetworkPolicies(name, NAMESPACE, networkPolicies(args, keys), child);
    if (args.keys !== undefined) createRouterKeys(name, args.keys, child);
    if (args.upstreamKey !== undefined)
      new CustomResource(
        `${name}-upstream`,
        externalSecret({ name: KEY_SECRET, namespace: NAMESPACE }, KEY, args.upstreamKey),
        child,
      );
    new Deployment(
      name,
      { metadata: { ...metadata, labels, annotations }, spec: deploymentSpec(args, keys) },
      child,
    );
    const port = { name: "http", port: routerPort, targetPort: "http", protocol: "TCP" };
    new Service(
      name,
      {
        metadata: { ...metadata, labels, annotations },
        spec: { type: "ClusterIP", selector: labels, ports: [port] },
      },
      child,
    );
    new HorizontalPodAutoscaler(name, { metadata, spec: autoscalerSpec(args) }, child);
    new PodDisruptionBudget(
      name,
      {
        metadata,
        // Without an upstream no pod is ready, and a node must be drained all the same.
        spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow", selector },
      },
      child,
    );
    this.registerOutputs({});
  }
}

/** No number of replicas: the HorizontalPodAutoscaler has it. */
function deploymentSpec(
  args: RouterArgs,
  keys: RouterKeysPod | undefined,
): types.input.apps.v1.DeploymentSpec {
  const spread = (topologyKey: string) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: selector,
  });
  return {
    revisionHistoryLimit: 5,
    strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
    selector,
    template: {
      metadata: { labels },
      spec: {
        serviceAccountName: NAME,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        priorityClassName: INTERACTIVE_PRIORITY,
        // The pause before SIGTERM, the router's own 8 seconds for open requests, and some to spare.
        terminationGracePeriodSeconds: routerTimes.graceSeconds,
        securityContext: podSecurityContext(USER, USER),
        topologySpreadConstraints: [spread("topology.kubernetes.io/zone"), spread("kubernetes.io/hostname")],
        ...(keys && keys.initContainers.length > 0 && { initContainers: keys.initContainers }),
        containers: [container(args, keys)],
        volumes: [keyVolume, ...(keys?.volumes ?? [])],
      },
    },
  };
}

/** The Secret with the upstream's key, and the key's name in it. */
const KEY_SECRET = "router-upstream";
const KEY = "upstream_api_key";

/** A missing Secret means an upstream without a key. */
const keyVolume = {
  name: "upstream-key",
  secret: {
    secretName: KEY_SECRET,
    optional: true,
    defaultMode: 0o440,
    items: [{ key: KEY, path: KEY }],
  },
};

function container(
  { image, upstreamUrl, tracing = false }: RouterArgs,
  keys: RouterKeysPod | undefined,
): types.input.core.v1.Container {
  return {
    name: NAME,
    image,
    imagePullPolicy: "IfNotPresent",
    ports: [{ name: "http", containerPort: routerPort, protocol: "TCP" }],
    env: [
      { name: "ROUTER_HOST", value: "0.0.0.0" },
      { name: "ROUTER_PORT", value: String(routerPort) },
      { name: "ROUTER_UPSTREAM_URL", value: upstreamUrl },
      { name: "ROUTER_UPSTREAM_API_KEY_FILE", value: "/run/secrets/plinth/upstream_api_key" },
      ...(keys?.env ?? []),
      ...(tracing ? [routerTracing] : []),
    ],
    livenessProbe: {
      httpGet: { path: "/healthz", port: "http" },
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 3,
    },
    readinessProbe: {
      httpGet: { path: "/readyz", port: "http" },
      periodSeconds: 5,
      // The router asks its upstream, which may take its time.
      timeoutSeconds: 5,
      failureThreshold: 2,
    },
    // Until no node sends requests to the pod any more.
    lifecycle: { preStop: { sleep: { seconds: routerTimes.pauseSeconds } } },
    securityContext: containerSecurityContext(),
    // One process uses one CPU at most. Its heap may grow to 256 MiB, and beside that are buffers and the program.
    resources: { requests: { cpu: "500m", memory: "256Mi" }, limits: { memory: "512Mi" } },
    volumeMounts: [
      { name: keyVolume.name, mountPath: "/run/secrets/plinth", readOnly: true },
      ...(keys?.mounts ?? []),
    ],
  };
}

function autoscalerSpec({ bounds }: RouterArgs): types.input.autoscaling.v2.HorizontalPodAutoscalerSpec {
  return {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: NAME },
    ...bounds,
    metrics: [
      {
        type: "Resource",
        resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } },
      },
    ],
    behavior: {
      scaleDown: {
        // Streams last for minutes, and a pod that goes ends its own.
        stabilizationWindowSeconds: routerTimes.scaleDownSeconds,
        policies: [{ type: "Pods", value: 1, periodSeconds: routerTimes.stepSeconds }],
      },
    },
  };
}

/** Nothing reaches the namespace and nothing leaves it but what stands here. */
function networkPolicies(
  { upstreamUrl, tracing = false }: RouterArgs,
  keys: RouterKeysPod | undefined,
): Readonly<Record<string, types.input.networking.v1.NetworkPolicySpec>> {
  return {
    router: {
      podSelector: selector,
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [
            namespaceNamed("envoy-gateway-system"),
            // A namespace whose pods use the router carries this label.
            namespacesWith({ "plinth.dev/router-access": "true" }),
            prometheusPods,
          ],
          ports: [{ port: routerPort, protocol: "TCP" }],
        },
      ],
      egress: [dnsEgress, ...(tracing ? [tracingEgress] : [])],
    },
    "router-upstream": {
      podSelector: selector,
      policyTypes: ["Egress"],
      egress: upstreamEgress(upstreamUrl),
    },
    ...(keys && {
      "router-storage": { podSelector: selector, policyTypes: ["Egress"], egress: keys.egress },
    }),
  };
}
