/**
 * What NetworkPolicies let through, by the rules of Kubernetes' API: nothing enforces them on simulated nodes.
 *
 * Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/ and the reference of
 * networking.k8s.io/v1. Not looked at: that a node always reaches its own pods, and that pods on a host's network are out
 * of reach of policies.
 */

import { BlockList, isIPv6 } from "node:net";

type Labels = Readonly<Record<string, string>>;

interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
    readonly values?: readonly string[];
  }[];
}

interface RulePeer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface RulePort {
  readonly port?: number | string;
  readonly endPort?: number;
  readonly protocol?: Protocol;
}

interface Rule {
  readonly from?: readonly RulePeer[];
  readonly to?: readonly RulePeer[];
  readonly ports?: readonly RulePort[];
}

export type Protocol = "TCP" | "UDP" | "SCTP";

/** A NetworkPolicy as the API server has it. */
export interface NetworkPolicy {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly podSelector?: Selector;
    readonly policyTypes?: readonly ("Ingress" | "Egress")[];
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
  };
}

/** One end of a connection: a pod, or an address outside the cluster where it has no namespace. */
export interface Peer {
  readonly namespace?: string;
  readonly labels?: Labels;
  /** Numbers of its containers' ports that have names. @default none */
  readonly portNames?: Readonly<Record<string, number>>;
  /** @default an address that no policy knows */
  readonly ip?: string;
}

/** Where a connection ends. */
export interface Target {
  readonly port: number;
  /** @default "TCP" */
  readonly protocol?: Protocol;
}

/** The policies of a cluster, and the labels of its namespaces. */
export interface Network {
  readonly policies: readonly NetworkPolicy[];
  readonly namespaces: Readonly<Record<string, Labels>>;
}

type Direction = "Ingress" | "Egress";

/** Whether a connection comes about: where it leaves and where it arrives it must be let through. */
export function isAllowed(network: Network, from: Peer, to: Peer, target: Target): boolean {
  return (
    passes(network, "Egress", { pod: from, other: to, to, target }) &&
    passes(network, "Ingress", { pod: to, other: from, to, target })
  );
}

interface Connection {
  /** The pod whose policies are asked. */
  readonly pod: Peer;
  /** The other end. */
  readonly other: Peer;
  /** The end that listens. */
  readonly to: Peer;
  readonly target: Target;
}

/** Without a policy for a pod and a direction everything passes; with some, what any rule of any of them lets through. */
function passes(network: Network, direction: Direction, connection: Connection): boolean {
  const { pod } = connection;
  const isolating = network.policies.filter(
    ({ metadata, spec }) =>
      metadata.namespace === pod.namespace &&
      selects(spec.podSelector ?? {}, pod.labels ?? {}) &&
      typesOf(spec).includes(direction),
  );
  if (isolating.length === 0) return true;
  return isolating.some(({ metadata: { namespace }, spec }) => {
    const rules = (direction === "Ingress" ? spec.ingress : spec.egress) ?? [];
    return rules.some((rule) => {
      const peers = (direction === "Ingress" ? rule.from : rule.to) ?? [];
      return isPeer(network, namespace, peers, connection.other) && isPort(rule.ports ?? [], connection);
    });
  });
}

/** A policy that does not say so is for what arrives, and for what leaves where it has rules for it. */
function typesOf({ policyTypes, egress }: NetworkPolicy["spec"]): readonly Direction[] {
  return policyTypes ?? (egress === undefined ? ["Ingress"] : ["Ingress", "Egress"]);
}

/** An empty selector selects everything. */
function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === "Exists") return value !== undefined;
      if (operator === "DoesNotExist") return value === undefined;
      const isOneOf = value !== undefined && values.includes(value);
      return operator === "In" ? isOneOf : !isOneOf;
    })
  );
}

/** No peers mean every one, outside the cluster too. */
function isPeer(
  { namespaces }: Network,
  policyNamespace: string,
  peers: readonly RulePeer[],
  { namespace, labels = {}, ip }: Peer,
): boolean {
  if (peers.length === 0) return true;
  return peers.some(({ podSelector, namespaceSelector, ipBlock }) => {
    if (ipBlock !== undefined) return ip !== undefined && isIn(ip, ipBlock);
    if (namespace === undefined) return false;
    const isThere =
      namespaceSelector === undefined
        ? namespace === policyNamespace
        : selects(namespaceSelector, namespaces[namespace] ?? {});
    return isThere && selects(podSelector ?? {}, labels);
  });
}

function isIn(ip: string, { cidr, except = [] }: NonNullable<RulePeer["ipBlock"]>): boolean {
  return isWithin(ip, cidr) && !except.some((block) => isWithin(ip, block));
}

function isWithin(ip: string, cidr: string): boolean {
  const [net = "", prefix = ""] = cidr.split("/");
  const family = isIPv6(net) ? "ipv6" : "ipv4";
  if (isIPv6(ip) !== isIPv6(net)) return false;
  const block = new BlockList();
  block.addSubnet(net, Number(prefix), family);
  return block.check(ip, family);
}

/** No ports mean every one; a name is that of a port of the end that listens. */
function isPort(ports: readonly RulePort[], { to, target }: Connection): boolean {
  if (ports.length === 0) return true;
  return ports.some(({ port, endPort, protocol = "TCP" }) => {
    if (protocol !== (target.protocol ?? "TCP")) return false;
    if (port === undefined) return true;
    const first = typeof port === "string" ? to.portNames?.[port] : port;
    return first !== undefined && target.port >= first && target.port <= (endPort ?? first);
  });
}
