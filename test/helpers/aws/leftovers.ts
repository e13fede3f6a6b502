/** What controllers of the cluster `demo` leave behind, and what lies beside it. */

import type { Thing } from "./account";

export const CLUSTER = "demo";
export const VPC = "vpc-0a1b2c";
export const ACCOUNT = "123456789012";
export const REGION = "eu-central-1";

const elb = `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}`;
const byBalancerController = { "elbv2.k8s.aws/cluster": CLUSTER };
const owned = { [`kubernetes.io/cluster/${CLUSTER}`]: "owned" };

/** A load balancer that the controller has made. */
export const balancer: Thing = {
  kind: "balancer",
  id: `${elb}:loadbalancer/net/k8s-web/50dc6c495c0c9188`,
  vpcId: VPC,
  tags: byBalancerController,
};

/** All that the drain deletes, in no order. */
export const leftovers: readonly Thing[] = [
  { kind: "volume", id: "vol-1", tags: { ...owned, CSIVolumeName: "pvc-1" } },
  { kind: "volume", id: "vol-2", tags: { "ebs.csi.aws.com/cluster-name": CLUSTER } },
  {
    kind: "volume",
    id: "vol-3",
    tags: { KubernetesCluster: CLUSTER, "kubernetes.io/created-for/pvc/name": "data" },
  },
  // The platform's own tags, put on it by the driver: it is the driver's all the same.
  { kind: "volume", id: "vol-4", tags: { ...owned, ManagedBy: "pulumi", "ebs.csi.aws.com/cluster": "true" } },
  { kind: "group", id: "sg-backend", vpcId: VPC, tags: byBalancerController },
  { kind: "group", id: "sg-balancer", vpcId: VPC, tags: byBalancerController, names: ["sg-backend"] },
  { kind: "interface", id: "eni-1", vpcId: VPC, tags: { "cluster.k8s.amazonaws.com/name": CLUSTER } },
  { kind: "interface", id: "eni-2", vpcId: VPC, tags: { "node.k8s.amazonaws.com/instance_id": "i-9" } },
  // EKS has let go of it and not deleted it.
  { kind: "interface", id: "eni-4", vpcId: VPC, description: `Amazon EKS ${CLUSTER}` },
  {
    kind: "interface",
    id: "eni-3",
    vpcId: VPC,
    status: "in-use",
    description: "ELB net/k8s-web/50dc6c495c0c9188",
  },
  {
    kind: "targetGroup",
    id: `${elb}:targetgroup/k8s-web/73e2d6bc24d8a067`,
    vpcId: VPC,
    tags: byBalancerController,
  },
  balancer,
  { kind: "launchTemplate", id: "lt-1", tags: { "karpenter.k8s.aws/cluster": CLUSTER } },
  { kind: "instance", id: "i-1", vpcId: VPC, tags: { ...owned, "karpenter.sh/nodepool": "gpu" } },
];

/** What lies beside and stays. */
export const others: readonly Thing[] = [
  { kind: "volume", id: "vol-other", tags: { "ebs.csi.aws.com/cluster-name": "other" } },
  { kind: "volume", id: "vol-in-use", tags: owned, status: "in-use" },
  { kind: "volume", id: "vol-pulumi", tags: { ...owned, ManagedBy: "pulumi" } },
  {
    kind: "group",
    id: "sg-pulumi",
    vpcId: VPC,
    tags: { ...owned, ManagedBy: "pulumi" },
    names: ["sg-backend"],
  },
  { kind: "group", id: "sg-elsewhere", vpcId: "vpc-other", tags: byBalancerController },
  {
    kind: "interface",
    id: "eni-endpoint",
    vpcId: VPC,
    status: "in-use",
    description: "VPC Endpoint Interface vpce-1",
  },
  { kind: "interface", id: "eni-other", vpcId: VPC, tags: { "cluster.k8s.amazonaws.com/name": "other" } },
  { kind: "interface", id: "eni-plain", vpcId: VPC },
  {
    kind: "balancer",
    id: `${elb}:loadbalancer/app/other/1`,
    vpcId: VPC,
    tags: { "elbv2.k8s.aws/cluster": "other" },
  },
  { kind: "balancer", id: `${elb}:loadbalancer/app/else/2`, vpcId: "vpc-other", tags: byBalancerController },
  { kind: "launchTemplate", id: "lt-other", tags: { "karpenter.k8s.aws/cluster": "other" } },
  { kind: "instance", id: "i-group", vpcId: VPC, tags: { ...owned, "eks:nodegroup-name": "system" } },
];
