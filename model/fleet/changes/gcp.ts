/** Kinds of the Google Cloud provider. */

import { partRemoved } from "./any";
import { templateRules } from "./machine-templates";
import { anew } from "./types";
import type { ChangeRule, KindRules } from "./types";

const WEBHOOKS_URL = "https://github.com/kubernetes-sigs/cluster-api-provider-gcp/blob/main/webhooks";

const immutable = (path: string, why: string): ChangeRule => ({
  path,
  effect: "recreate",
  why,
  fix: anew,
  url: `${WEBHOOKS_URL}/gcpcluster_webhook.go`,
});

const cluster: KindRules = {
  fields: [
    immutable("spec.project", "A cluster cannot move to another project; the provider refuses the change."),
    immutable("spec.region", "A cluster cannot move to another region; the provider refuses the change."),
    immutable("spec.credentialsRef.**", "The credentials of a cluster are named once."),
    immutable("spec.loadBalancer.**", "The load balancer of the API server is made once."),
    {
      path: "spec.network.**",
      effect: "replaces",
      why: "Machines stand in the network that they were made in; another one has none of them.",
      fix: anew,
      url: "https://github.com/kubernetes-sigs/cluster-api-provider-gcp/blob/main/cloud/scope/cluster.go",
    },
  ],
};

/** The rules by group and kind. */
export const gcpKinds: Readonly<Record<string, KindRules>> = {
  "infrastructure.cluster.x-k8s.io/GCPCluster": { ...cluster, removed: partRemoved },
  "infrastructure.cluster.x-k8s.io/GCPMachineTemplate": {
    fields: templateRules(`${WEBHOOKS_URL}/gcpmachinetemplate_webhook.go`),
  },
};
