/** What may go in and out of a namespace: NetworkPolicies, as both Pulumi and Flux make them. */

import { OBSERVABILITY_NAMESPACE } from "./observability";

/** What pods of one namespace talk to. Whatever is not named is denied, in both directions. */
export interface Traffic {
  /** TCP ports on which any pod of the cluster and the API server reach them, such as those of webhooks. */
  readonly ingress: readonly number[];
  /** TCP ports that they reach anywhere, beside DNS and each other. */
  readonly egress: readonly number[];
  /** TCP ports of their metrics, which only Prometheus and what is beside it reach. @default none */
  readonly metrics?: readonly number[];
}

/** HTTPS, and the port of API servers behind the Service's 443: policies see the port that a connection ends at. */
export const API_SERVER = [443, 6443] as const;

const tcp = (port: number) => ({ protocol: "TCP", port }) as const;

/** DNS, which every client needs. */
const dns = [{ protocol: "UDP", port: 53 }, tcp(53)] as const;

/** The namespace that asks for metrics. */
const prometheus = {
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": OBSERVABILITY_NAMESPACE } },
} as const;

/** The spec of the NetworkPolicy that holds for all pods of a namespace. */
export function trafficPolicy({ ingress, egress, metrics = [] }: Traffic) {
  const each = { podSelector: {} };
  return {
    podSelector: {},
    policyTypes: ["Ingress", "Egress"],
    // A rule without ports would be one for all of them.
    ingress: [
      { from: [each] },
      ...(ingress.length > 0 ? [{ ports: ingress.map(tcp) }] : []),
      ...(metrics.length > 0 ? [{ from: [prometheus], ports: metrics.map(tcp) }] : []),
    ],
    egress: [{ to: [each] }, { ports: [...dns, ...egress.map(tcp)] }],
  };
}
