/** Kinds of the AWS provider. */

import { partRemoved } from "./any";
import { templateRules } from "./machine-templates";
import { anew } from "./types";
import type { ChangeRule, KindRules } from "./types";

const SOURCE_URL = "https://github.com/kubernetes-sigs/cluster-api-provider-aws/blob/main";
const WEBHOOK_URL = `${SOURCE_URL}/webhooks/awscluster_webhook.go`;
const GROUPS_URL = `${SOURCE_URL}/pkg/cloud/services/securitygroup/securitygroups.go`;

const immutable = (path: string, why: string): ChangeRule => ({
  path,
  effect: "recreate",
  why,
  fix: anew,
  url: WEBHOOK_URL,
});

const firewall = (path: string): ChangeRule => ({
  path,
  effect: "free",
  why: "The provider changes the rules of the security groups in place.",
  url: GROUPS_URL,
});

const loadBalancer = "spec.controlPlaneLoadBalancer";

const cluster: KindRules = {
  fields: [
    immutable("spec.region", "A cluster cannot move to another region; the provider refuses the change."),
    immutable("spec.controlPlaneEndpoint.**", "The endpoint of the API server is for life."),
    immutable("spec.network.vpc.**", "A cluster cannot move to another VPC."),
    ...["scheme", "name", "healthCheckProtocol", "targetGroupIPType"].map((field) =>
      immutable(`${loadBalancer}.${field}`, "The load balancer of the API server is made once."),
    ),
    {
      path: `${loadBalancer}.loadBalancerType`,
      effect: "replaces",
      why: "A load balancer of another type is another one, and the endpoint of the API server is for life.",
      fix: anew,
      url: WEBHOOK_URL,
    },
    {
      path: "spec.identityRef.**",
      effect: "free",
      why: "The provider acts with the other identity from now on; machines stay as they are.",
      url: "https://cluster-api-aws.sigs.k8s.io/topics/multitenancy",
    },
    firewall("spec.network.cni.cniIngressRules.**"),
    firewall("spec.network.additionalControlPlaneIngressRules.**"),
    firewall("spec.network.additionalNodeIngressRules.**"),
  ],
};

/** The rules by group and kind. */
export const awsKinds: Readonly<Record<string, KindRules>> = {
  "infrastructure.cluster.x-k8s.io/AWSCluster": { ...cluster, removed: partRemoved },
  "infrastructure.cluster.x-k8s.io/AWSMachineTemplate": {
    fields: templateRules(`${SOURCE_URL}/webhooks/awsmachinetemplate_webhook.go`),
  },
};
