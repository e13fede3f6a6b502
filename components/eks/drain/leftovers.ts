/** What controllers of a cluster make in AWS without Pulumi, and how it is told from everything else. */

import type { Scope } from "../../../model/eks/scope";
import { MANAGED_BY, tagKeys } from "../../../model/tags";

/** Kinds of things, in the order in which they can go: what holds another one comes before it. */
export const leftoverKinds = [
  "instance",
  "launchTemplate",
  "loadBalancer",
  "loadBalancerInterface",
  "targetGroup",
  "networkInterface",
  "securityGroup",
  "volume",
] as const;
export type LeftoverKind = (typeof leftoverKinds)[number];

/** Tags by key. */
export type TagMap = Readonly<Record<string, string>>;

/** One thing that is there. */
export interface Leftover {
  readonly kind: LeftoverKind;
  /** What AWS deletes it by: an ARN for what belongs to a load balancer, else an id. */
  readonly id: string;
  /** What a person knows it by, where that is not the id. */
  readonly title?: string;
  /** True where it goes by itself, and only waiting is left to do. */
  readonly going: boolean;
}

/** Where to look: one cluster of one account and region. */
export interface Place extends Pick<Scope, "name" | "region" | "accountId"> {
  /** The cluster's own network. */
  readonly vpcId: string;
}

/** What the drain asks of AWS. */
export interface DrainCloud {
  /** Number of the account that has the VPC; `undefined` where these credentials see no such VPC in the region. */
  vpcOwner(): Promise<string | undefined>;
  /** Ids of the network interfaces by which the control plane reaches the VPC; none once the cluster is deleted. */
  controlPlaneInterfaces(): Promise<readonly string[]>;
  /** What is there of a kind and belongs to the cluster. */
  find(kind: LeftoverKind): Promise<readonly Leftover[]>;
  /** Asks for the deletion; `find` says when it is done. */
  remove(leftover: Leftover): Promise<void>;
}

/** Tags that hold the name of the cluster and that nobody but controllers sets. */
const controllersOwn = [
  // https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#resource-tags
  "elbv2.k8s.aws/cluster",
  // https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/tagging.md
  "ebs.csi.aws.com/cluster-name",
  // https://github.com/aws/amazon-vpc-cni-k8s#cluster_name
  "cluster.k8s.amazonaws.com/name",
  // https://karpenter.sh/docs/concepts/nodeclasses/#spectags
  "karpenter.k8s.aws/cluster",
] as const;

/** Keys that say that a controller made the thing, though not in which cluster. */
const controllersMarks = [
  "karpenter.sh/nodepool",
  "CSIVolumeName",
  "ebs.csi.aws.com/cluster",
  "kubernetes.io/created-for/pvc/name",
  "service.k8s.aws/stack",
  "ingress.k8s.aws/stack",
] as const;

/** Key by which Kubernetes' parts of AWS know what is their cluster's. */
export function clusterTag(cluster: string): string {
  return `kubernetes.io/cluster/${cluster}`;
}

/** The tags that tell what is a cluster's, one at a time, for searches by tag. */
export function clusterTags(cluster: string): readonly { readonly key: string; readonly value: string }[] {
  return [
    ...controllersOwn.map((key) => ({ key, value: cluster })),
    { key: clusterTag(cluster), value: "owned" },
    { key: "KubernetesCluster", value: cluster },
  ];
}

/**
 * True for what a controller of the cluster has made.
 *
 * `kubernetes.io/cluster/<name>` is also on subnets and security groups that Pulumi makes and deletes itself. What
 * carries the platform's own `ManagedBy` is therefore left alone, unless another tag shows that a controller made it:
 * controllers may be told to put the platform's tags on what they make.
 */
export function belongsToCluster(cluster: string, tags: TagMap): boolean {
  if (controllersOwn.some((key) => tags[key] === cluster)) return true;
  if (tags[clusterTag(cluster)] !== "owned" && tags["KubernetesCluster"] !== cluster) return false;
  return tags[tagKeys.managedBy] !== MANAGED_BY || controllersMarks.some((key) => key in tags);
}

/** True for a node that Karpenter started: nodes of node groups go with their group. */
export function isKarpenterNode(cluster: string, tags: TagMap): boolean {
  return "karpenter.sh/nodepool" in tags && belongsToCluster(cluster, tags);
}

/**
 * True for an interface that the VPC CNI or EKS's controllers have made for pods of the cluster.
 *
 * Older CNIs leave the cluster's name out. The network is the platform's own, so such an interface in it is taken for
 * the cluster's, unless it names another.
 */
export function isPodInterface(cluster: string, tags: TagMap): boolean {
  if (belongsToCluster(cluster, tags)) return true;
  const other = tags["cluster.k8s.amazonaws.com/name"];
  if (other !== undefined) return other === cluster;
  return "node.k8s.amazonaws.com/instance_id" in tags || "eks:eni:owner" in tags;
}

/** Words for a kind. */
export const kindTitles: Readonly<Record<LeftoverKind, string>> = {
  instance: "instance of Karpenter",
  launchTemplate: "launch template of Karpenter",
  loadBalancer: "load balancer",
  loadBalancerInterface: "network interface of a load balancer",
  targetGroup: "target group",
  networkInterface: "network interface",
  securityGroup: "security group",
  volume: "volume",
};

/** A thing in words, such as `load balancer k8s-web (arn:…)`. */
export function titleOf({ kind, id, title }: Leftover): string {
  return title === undefined ? `${kindTitles[kind]} ${id}` : `${kindTitles[kind]} ${title} (${id})`;
}
