/** The OpenTelemetry collector: logs of every pod, and whatever pods send by OTLP. */

import * as pulumi from "@pulumi/pulumi";
import {
  observabilityUrls,
  OBSERVABILITY_NAMESPACE as namespace,
  tempoOtlp,
} from "../../../model/k8s/observability";
import { PLATFORM_PRIORITY } from "../../../model/k8s/priorities";
import type { PriorityName } from "../../../model/k8s/priorities";
import { createRelease } from "../release";
import { resources } from "../volumes";
import type { Resources } from "../volumes";

/** Values of the chart that the platform sets. */
export interface CollectorValues {
  readonly priorityClassName: PriorityName;
  readonly mode: "daemonset";
  readonly image: { readonly repository: string };
  readonly command: { readonly name: string };
  readonly presets: {
    readonly logsCollection: { readonly enabled: boolean; readonly storeCheckpoints: boolean };
    readonly kubernetesAttributes: { readonly enabled: boolean };
  };
  readonly alternateConfig: CollectorConfig;
  readonly ports: Readonly<Record<string, { readonly hostPort: number } | { readonly enabled: boolean }>>;
  readonly service: { readonly enabled: boolean };
  readonly podMonitor: { readonly enabled: boolean };
  readonly resources: Resources;
  readonly podSecurityContext: { readonly seccompProfile: { readonly type: "RuntimeDefault" } };
  readonly securityContext: {
    readonly runAsUser: number;
    readonly runAsGroup: number;
    readonly allowPrivilegeEscalation: boolean;
    readonly readOnlyRootFilesystem: boolean;
    readonly capabilities: { readonly drop: readonly string[] };
  };
  readonly tolerations: readonly { readonly operator: "Exists" }[];
  readonly rollout: { readonly rollingUpdate: { readonly maxUnavailable: string } };
}

/** The way of one kind of signal: ids of components. */
interface Pipeline {
  readonly receivers: readonly string[];
  readonly processors: readonly string[];
  readonly exporters: readonly string[];
}

/** The collector's own configuration; components by their ids. */
export interface CollectorConfig {
  readonly extensions: Readonly<Record<string, object>>;
  readonly receivers: Readonly<Record<string, object>>;
  readonly processors: Readonly<Record<string, object>>;
  readonly exporters: Readonly<Record<string, object>>;
  readonly service: {
    readonly extensions: readonly string[];
    readonly telemetry: object;
    readonly pipelines: Readonly<Record<"traces" | "logs" | "metrics", Pipeline>>;
  };
}

/** The pod's own address, which the collector reads from its environment. */
const POD_IP = "${env:MY_POD_IP}";

const METRICS_PORT = 8888;

/** The way to one exporter; the chart's presets add the logs of pods, and what Kubernetes knows of a sender. */
function pipelineTo(exporter: string): Pipeline {
  return { receivers: ["otlp"], processors: ["memory_limiter", "batch"], exporters: [exporter] };
}

// Whole, in place of the chart's: what is left out of a value stays in it, as receivers for Jaeger and Zipkin would.
const config: CollectorConfig = {
  extensions: { health_check: { endpoint: `${POD_IP}:13133` } },
  receivers: {
    otlp: { protocols: { grpc: { endpoint: `${POD_IP}:4317` }, http: { endpoint: `${POD_IP}:4318` } } },
  },
  processors: {
    memory_limiter: { check_interval: "1s", limit_percentage: 80, spike_limit_percentage: 25 },
    batch: {},
  },
  exporters: {
    "otlp_grpc/tempo": { endpoint: tempoOtlp, tls: { insecure: true } },
    "otlp_http/loki": { endpoint: `${observabilityUrls.loki}/otlp` },
    "otlp_http/prometheus": { endpoint: `${observabilityUrls.prometheus}/api/v1/otlp` },
  },
  service: {
    extensions: ["health_check"],
    telemetry: {
      metrics: { readers: [{ pull: { exporter: { prometheus: { host: POD_IP, port: METRICS_PORT } } } }] },
    },
    pipelines: {
      traces: pipelineTo("otlp_grpc/tempo"),
      logs: pipelineTo("otlp_http/loki"),
      metrics: pipelineTo("otlp_http/prometheus"),
    },
  },
};

const off = { enabled: false } as const;

const values: CollectorValues = {
  priorityClassName: PLATFORM_PRIORITY,
  // One collector on each node: it reads the logs of the node's pods, and takes what they send by OTLP.
  mode: "daemonset",
  image: {
    repository: "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-k8s",
  },
  command: { name: "otelcol-k8s" },
  presets: {
    // How far each file was read, on the node: a collector that starts anew neither loses nor doubles lines.
    logsCollection: { enabled: true, storeCheckpoints: true },
    kubernetesAttributes: { enabled: true },
  },
  alternateConfig: config,
  ports: {
    // Pods send to the service, which hands them to the collector of their own node; no port of the node is taken.
    otlp: { hostPort: 0 },
    "otlp-http": { hostPort: 0 },
    "jaeger-compact": off,
    "jaeger-thrift": off,
    "jaeger-grpc": off,
    zipkin: off,
    metrics: { enabled: true },
  },
  service: { enabled: true },
  podMonitor: { enabled: true },
  resources: resources("50m", "128Mi", "512Mi"),
  podSecurityContext: { seccompProfile: { type: "RuntimeDefault" } },
  // The files of pods' logs are root's. It is root for them and may do nothing else that root may.
  securityContext: {
    runAsUser: 0,
    runAsGroup: 0,
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  },
  // Every node, whatever its taints.
  tolerations: [{ operator: "Exists" }],
  // One node at a time takes longer on a large cluster than the release may take.
  rollout: { rollingUpdate: { maxUnavailable: "25%" } },
};

/** A collector on every node. */
export class OpenTelemetryCollector extends pulumi.ComponentResource {
  constructor(name: string, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:OpenTelemetryCollector", name, {}, options);
    createRelease(name, { chart: "opentelemetry-collector", namespace, values }, { parent: this });
    this.registerOutputs({});
  }
}
