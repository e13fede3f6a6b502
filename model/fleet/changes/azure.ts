/** Kinds of the Azure provider. */

import { clusterApiVersions } from "../versions";
import { partRemoved } from "./any";
import { templateRules } from "./machine-templates";
import { anew } from "./types";
import type { ChangeRule, KindRules } from "./types";

const WEBHOOKS_URL = `https://github.com/kubernetes-sigs/cluster-api-provider-azure/blob/v${clusterApiVersions.azure}/internal/webhooks`;
const IDENTITY_URL = "https://capz.sigs.k8s.io/topics/identities";

const immutable = (path: string, why: string): ChangeRule => ({
  path,
  effect: "recreate",
  why,
  fix: anew,
  url: `${WEBHOOKS_URL}/azurecluster_webhook.go`,
});

const otherNetwork = (path: string): ChangeRule => ({
  path,
  effect: "replaces",
  why: "Machines stand in the network that they were made in; another one has none of them.",
  fix: anew,
  url: "https://capz.sigs.k8s.io/self-managed/custom-vnet",
});

const identity = (path: string, why: string): ChangeRule => ({
  path,
  effect: "free",
  why,
  url: IDENTITY_URL,
});

const cluster: KindRules = {
  fields: [
    immutable("spec.location", "A cluster cannot move to another region; the provider refuses the change."),
    immutable("spec.subscriptionID", "A cluster cannot move to another subscription."),
    immutable("spec.resourceGroup", "A cluster cannot move to another resource group."),
    immutable("spec.controlPlaneEndpoint.**", "The endpoint of the API server is for life."),
    identity(
      "spec.identityRef.**",
      "The provider acts with the other identity from now on; machines stay as they are.",
    ),
    otherNetwork("spec.networkSpec.vnet.**"),
    otherNetwork("spec.networkSpec.subnets.**"),
  ],
};

const clusterIdentity: KindRules = {
  fields: [
    {
      path: "spec.type",
      effect: "recreate",
      why: "An identity cannot change its type.",
      fix: "Delete the AzureClusterIdentity and apply again; no machine is touched by that.",
      url: `${WEBHOOKS_URL}/azureclusteridentity_webhook.go`,
    },
    ...["spec.tenantID", "spec.clientID"].map((path) =>
      identity(path, "The provider acts as another client from now on, which must have the same rights."),
    ),
    identity(
      "spec.allowedNamespaces.**",
      "It says which namespaces may use the identity; the provider asks each time.",
    ),
  ],
};

/** The rules by group and kind. */
export const azureKinds: Readonly<Record<string, KindRules>> = {
  "infrastructure.cluster.x-k8s.io/AzureCluster": { ...cluster, removed: partRemoved },
  "infrastructure.cluster.x-k8s.io/AzureClusterIdentity": clusterIdentity,
  "infrastructure.cluster.x-k8s.io/AzureMachineTemplate": {
    fields: templateRules(`${WEBHOOKS_URL}/azuremachinetemplate_webhook.go`),
  },
};
