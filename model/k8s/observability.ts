/** Where metrics, logs and traces are sent to and asked for, inside a cluster. */

/** Namespace of all that observes. */
export const OBSERVABILITY_NAMESPACE = "observability";

function host(service: string): string {
  return `${service}.${OBSERVABILITY_NAMESPACE}.svc.cluster.local`;
}

/** The Service that kube-prometheus-stack makes for Prometheus. */
export const prometheusService = { name: "kube-prometheus-stack-prometheus", port: 9090 } as const;

/** Prometheus's own pods, as a peer of a rule of a NetworkPolicy: nobody else asks for metrics. */
export const prometheusPods = {
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": OBSERVABILITY_NAMESPACE } },
  podSelector: { matchLabels: { "app.kubernetes.io/name": "prometheus" } },
} as const;

/** Base URLs of the servers. */
export const observabilityUrls = {
  loki: `http://${host("loki")}:3100`,
  prometheus: `http://${host(prometheusService.name)}:${prometheusService.port}`,
  tempo: `http://${host("tempo")}:3200`,
} as const;

/** Where Tempo takes traces by OTLP over gRPC. */
export const tempoOtlp = `${host("tempo")}:4317`;

/** Where pods send what they have by OTLP: the collector of their own node. */
export const collectorOtlp = {
  grpc: `http://${host("opentelemetry-collector")}:4317`,
  http: `http://${host("opentelemetry-collector")}:4318`,
} as const;

/** Days as Loki and Tempo write them. */
export function hoursOf(days: number): string {
  return `${days * 24}h`;
}
