/** What may go in and out of a namespace: NetworkPolicies, as both Pulumi and Flux make them. */

import { prometheusPods } from "./observability";

/** What pods of one namespace talk to. Whatever is not named is denied, in both directions. */
export interface Traffic {
  /** What others reach, beside metrics, by the name of its policy. @default nothing */
  readonly doors?: Readonly<Record<string, Door>>;
  /** TCP ports that they reach anywhere, beside DNS and each other. */
  readonly egress: readonly number[];
  /** TCP ports of their metrics, which only Prometheus reaches. @default none */
  readonly metrics?: readonly number[];
}

/** Ports of some pods of a namespace that others reach. */
export interface Door {
  /** Labels of the pods. */
  readonly pods: Readonly<Record<string, string>>;
  /** TCP ports. */
  readonly ports: readonly number[];
  /**
   * Who comes. `apiServer` calls webhooks, and no rule can name it: it is no pod, and its addresses are those of nodes
   * or of the network that pods are in too. So its ports are open to all, and only on the pods that answer it.
   */
  readonly from: "apiServer" | "pods" | "people";
}

/** HTTPS, and the port of API servers behind the Service's 443: policies see the port that a connection ends at. */
export const API_SERVER = [443, 6443] as const;

const tcp = (port: number) => ({ protocol: "TCP", port }) as const;

/** DNS, which every client needs. */
const dns = [{ protocol: "UDP", port: 53 }, tcp(53)] as const;

/** The spec of the NetworkPolicy that holds for all pods of a namespace. */
export function trafficPolicy({ egress, metrics = [] }: Traffic) {
  const each = { podSelector: {} };
  return {
    podSelector: {},
    policyTypes: ["Ingress", "Egress"],
    // A rule without ports would be one for all of them.
    ingress: [
      { from: [each] },
      ...(metrics.length > 0 ? [{ from: [prometheusPods], ports: metrics.map(tcp) }] : []),
    ],
    egress: [{ to: [each] }, { ports: [...dns, ...egress.map(tcp)] }],
  };
}

/** The spec of the NetworkPolicy that opens a door. */
export function doorPolicy({ pods, ports, from }: Door) {
  const everyPod = { from: [{ namespaceSelector: {} }] };
  return {
    podSelector: { matchLabels: { ...pods } },
    policyTypes: ["Ingress"],
    ingress: [{ ...(from === "pods" && everyPod), ports: ports.map(tcp) }],
  };
}
