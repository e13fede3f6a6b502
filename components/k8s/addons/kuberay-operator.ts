/** KubeRay's operator: Ray clusters and jobs as objects of Kubernetes. */

import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { prometheusPods } from "../../../model/k8s/observability";
import { PLATFORM_PRIORITY } from "../../../model/k8s/priorities";
import type { PriorityName } from "../../../model/k8s/priorities";
import { RAY_NAMESPACE, RAY_PORTS, RAY_REDIS, REDIS_PORT } from "../../../model/k8s/ray/names";
import { API_SERVER } from "../../../model/k8s/traffic";
import { createNetworkPolicies, dnsEgress, namespaceNamed } from "../network-policies";
import { createRelease } from "../release";

/** Values of the chart that the platform sets. */
export interface KubeRayOperatorValues {
  readonly singleNamespaceInstall: boolean;
  readonly watchNamespace: readonly string[];
  readonly priorityClassName: PriorityName;
  readonly resources: {
    readonly requests: Readonly<Record<string, string>>;
    readonly limits: Readonly<Record<string, string>>;
  };
}

const values: KubeRayOperatorValues = {
  // The operator makes pods, roles and service accounts: it may do so in this namespace only.
  singleNamespaceInstall: true,
  watchNamespace: [RAY_NAMESPACE],
  priorityClassName: PLATFORM_PRIORITY,
  resources: { requests: { cpu: "100m", memory: "512Mi" }, limits: { memory: "512Mi" } },
};

/** The operator with its CRDs, and the flows of its namespace. */
export class KubeRayOperator extends pulumi.ComponentResource {
  constructor(name: string, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:KubeRayOperator", name, {}, options);
    createNetworkPolicies(name, RAY_NAMESPACE, networkPolicies(), { parent: this });
    createRelease(name, { chart: "kuberay-operator", namespace: RAY_NAMESPACE, values }, { parent: this });
    this.registerOutputs({});
  }
}

type LabelSelector = types.input.meta.v1.LabelSelector;
type PolicySpec = types.input.networking.v1.NetworkPolicySpec;

const operator: LabelSelector = { matchLabels: { "app.kubernetes.io/name": "kuberay-operator" } };
const redis: LabelSelector = { matchLabels: { "app.kubernetes.io/name": RAY_REDIS } };
/** KubeRay's labels of its pods: those of the cluster, and those of jobs' own clusters. */
const ray: LabelSelector = { matchLabels: { "ray.io/is-ray-node": "yes" } };
const head: LabelSelector = { matchLabels: { "ray.io/node-type": "head" } };
/** The head, and the pod that takes a cluster's state out of Redis when the cluster goes. */
const redisClients: LabelSelector = {
  matchExpressions: [{ key: "ray.io/node-type", operator: "In", values: ["head", "redis-cleanup"] }],
};

/** Ports of the operator's metrics and of MLflow's pods. */
const OPERATOR_METRICS = 8080;
const MLFLOW = 5000;

const tcp = (...ports: readonly number[]) => ports.map((port) => ({ port, protocol: "TCP" }));

/** The dashboard is for KubeRay, which submits jobs there, and by `kubectl port-forward` for people. */
function networkPolicies(): Readonly<Record<string, PolicySpec>> {
  return {
    "kuberay-operator": {
      podSelector: operator,
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [prometheusPods], ports: tcp(OPERATOR_METRICS) }],
      egress: [
        dnsEgress,
        { ports: tcp(...API_SERVER) },
        { to: [{ podSelector: head }], ports: tcp(RAY_PORTS.dashboard) },
      ],
    },
    ray: {
      podSelector: ray,
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        // Workers take ports as they come.
        { from: [{ podSelector: ray }] },
        { from: [prometheusPods], ports: tcp(RAY_PORTS.metrics) },
      ],
      egress: [
        dnsEgress,
        { to: [{ podSelector: ray }] },
        { to: [namespaceNamed("devtools")], ports: tcp(MLFLOW) },
        // Object stores, which no selector finds.
        { ports: tcp(443) },
      ],
    },
    "ray-head": {
      podSelector: head,
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [{ podSelector: operator }], ports: tcp(RAY_PORTS.dashboard) }],
      egress: [{ ports: tcp(...API_SERVER) }],
    },
    "ray-state": {
      podSelector: redisClients,
      policyTypes: ["Egress"],
      egress: [{ to: [{ podSelector: redis }], ports: tcp(REDIS_PORT) }],
    },
    redis: {
      podSelector: redis,
      policyTypes: ["Ingress"],
      ingress: [{ from: [{ podSelector: redisClients }], ports: tcp(REDIS_PORT) }],
    },
  };
}
