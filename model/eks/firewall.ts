/**
 * The security groups of a stack and every rule of theirs.
 *
 * A group without a rule lets nothing through. AWS's DNS, time and metadata services at link-local addresses are not
 * subject to security groups: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
 */

/** The security groups, and what each one is for. */
export const securityGroups = {
  "control-plane": "What EKS puts into the VPC to serve the API of Kubernetes",
  nodes: "Nodes and the pods on them",
  data: "Databases and caches",
  endpoints: "Endpoints of services of AWS",
} as const;

/** One of the groups. */
export type SecurityGroupId = keyof typeof securityGroups;

/** Every group. */
export const securityGroupIds = Object.keys(securityGroups) as SecurityGroupId[];

/** The other side of a rule: a group of the stack, a block of addresses, or the addresses of S3 in the region. */
export type Peer =
  { readonly group: SecurityGroupId } | { readonly cidr: string } | { readonly prefixList: "s3" };

/** One rule. */
export interface FirewallRule {
  /** Names the rule within the stack. */
  readonly id: string;
  readonly group: SecurityGroupId;
  readonly direction: "ingress" | "egress";
  readonly peer: Peer;
  /** Ports of TCP, the last included. Without them, every protocol. */
  readonly ports?: { readonly first: number; readonly last: number };
  readonly description: string;
}

/** What the rules depend on. */
export interface FirewallRequest {
  /** The VPC's IPv4 block. */
  readonly vpcCidr: string;
  /** Blocks outside the VPC whose people and programs may reach the private API of Kubernetes. */
  readonly apiCidrs: readonly string[];
  /** Why nodes may reach the internet; without, they may not. */
  readonly internetEgressReason?: string;
}

/** The private networks of RFC 1918. */
export const PRIVATE_NETWORKS = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"] as const;

const HTTPS = port(443);

/** Kubelets (10250), webhooks and extension API servers, whose ports each chart chooses, all above the privileged ones. */
const UNPRIVILEGED = { first: 1025, last: 65_535 };

/** Every rule. */
export function firewallRules(request: FirewallRequest): FirewallRule[] {
  return [
    ...controlPlaneRules(request),
    ...nodeIngress(),
    ...nodeEgress(request),
    {
      id: "data-from-nodes-postgres",
      group: "data",
      direction: "ingress",
      peer: { group: "nodes" },
      ports: port(5432),
      description: "Postgres, from pods",
    },
    {
      id: "data-from-nodes-valkey",
      group: "data",
      direction: "ingress",
      peer: { group: "nodes" },
      ports: port(6379),
      description: "Valkey, from pods",
    },
    {
      id: "endpoints-from-vpc",
      group: "endpoints",
      direction: "ingress",
      peer: { cidr: request.vpcCidr },
      ports: HTTPS,
      description: "Services of AWS, from the VPC alone",
    },
  ];
}

function controlPlaneRules({ apiCidrs }: FirewallRequest): FirewallRule[] {
  const own = { group: "control-plane" } as const;
  return [
    {
      ...own,
      id: "control-plane-from-nodes",
      direction: "ingress",
      peer: { group: "nodes" },
      ports: HTTPS,
      description: "The API of Kubernetes, from nodes and pods",
    },
    ...apiCidrs.map((cidr): FirewallRule => ({
      ...own,
      id: `control-plane-from-${cidr.replaceAll(/[./]/g, "-")}`,
      direction: "ingress",
      peer: { cidr },
      ports: HTTPS,
      description: "The API of Kubernetes, from a connected network",
    })),
    {
      ...own,
      id: "control-plane-to-nodes-https",
      direction: "egress",
      peer: { group: "nodes" },
      ports: HTTPS,
      description: "Webhooks and extension API servers on the port of HTTPS",
    },
    {
      ...own,
      id: "control-plane-to-nodes",
      direction: "egress",
      peer: { group: "nodes" },
      ports: UNPRIVILEGED,
      description: "Kubelets (10250), webhooks and extension API servers",
    },
  ];
}

function nodeIngress(): FirewallRule[] {
  const own = { group: "nodes", direction: "ingress" } as const;
  return [
    { ...own, id: "nodes-from-nodes", peer: { group: "nodes" }, description: "Between nodes and pods" },
    {
      ...own,
      id: "nodes-from-control-plane-https",
      peer: { group: "control-plane" },
      ports: HTTPS,
      description: "Webhooks and extension API servers on the port of HTTPS",
    },
    {
      ...own,
      id: "nodes-from-control-plane",
      peer: { group: "control-plane" },
      ports: UNPRIVILEGED,
      description: "Kubelets (10250), webhooks and extension API servers",
    },
  ];
}

function nodeEgress({ internetEgressReason }: FirewallRequest): FirewallRule[] {
  const own = { group: "nodes", direction: "egress" } as const;
  const internet: FirewallRule = {
    ...own,
    id: "nodes-to-internet",
    peer: { cidr: "0.0.0.0/0" },
    ports: HTTPS,
    description: internetEgressReason ?? "",
  };
  return [
    {
      // EFA bypasses addresses, and passes only between members of a group that has this very rule:
      // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/efa-start.html
      ...own,
      id: "nodes-to-nodes",
      peer: { group: "nodes" },
      description: "Between nodes and pods",
    },
    ...PRIVATE_NETWORKS.map((cidr): FirewallRule => ({
      ...own,
      id: `nodes-to-${cidr.replaceAll(/[./]/g, "-")}`,
      peer: { cidr },
      description: "Private networks: the API, endpoints, databases, connected networks",
    })),
    {
      ...own,
      id: "nodes-to-s3",
      peer: { prefixList: "s3" },
      ports: HTTPS,
      description: "S3, by its endpoint",
    },
    ...(internetEgressReason === undefined ? [] : [internet]),
  ];
}

function port(number: number): { first: number; last: number } {
  return { first: number, last: number };
}
