/** Kinds of the Proxmox provider. */

import { clusterApiVersions } from "../versions";
import { partRemoved } from "./any";
import { templateRules } from "./machine-templates";
import { anew } from "./types";
import type { ChangeRule, KindRules } from "./types";

const SOURCE_URL = `https://github.com/ionos-cloud/cluster-api-provider-proxmox/blob/v${clusterApiVersions.proxmox}`;
const POOL_URL = `${SOURCE_URL}/pkg/kubernetes/ipam/ipam.go`;

const roll =
  "To bring it to workers that are there, replace them: `clusterctl alpha rollout restart machinedeployment/<name>-workers`.";

const newMachinesOnly = (path: string, url: string): ChangeRule => ({
  path,
  effect: "free",
  why: "Machines keep what they were made with; only new ones get the new value.",
  fix: roll,
  url,
});

const cluster: KindRules = {
  fields: [
    {
      path: "spec.controlPlaneEndpoint.**",
      effect: "replaces",
      why: "Certificates and kubeconfigs name the endpoint that the cluster was made with.",
      fix: anew,
      url: "https://github.com/kubernetes-sigs/cluster-api/blob/main/core/reconcilers/cluster/cluster_controller_phases.go",
    },
    {
      path: "spec.ipv4Config.addresses",
      effect: "free",
      why: "The provider changes the pool; machines keep their addresses, also such as are not in it any more.",
      url: POOL_URL,
    },
    newMachinesOnly("spec.ipv4Config.prefix", POOL_URL),
    newMachinesOnly("spec.ipv4Config.gateway", POOL_URL),
    newMachinesOnly("spec.dnsServers", `${SOURCE_URL}/internal/service/vmservice/bootstrap.go`),
    {
      path: "spec.credentialsRef.**",
      effect: "free",
      why: "The provider asks Proxmox with the other credentials from now on; machines stay as they are.",
      url: `${SOURCE_URL}/docs/Usage.md`,
    },
  ],
};

/** The rules by group and kind. */
export const proxmoxKinds: Readonly<Record<string, KindRules>> = {
  "infrastructure.cluster.x-k8s.io/ProxmoxCluster": { ...cluster, removed: partRemoved },
  "infrastructure.cluster.x-k8s.io/ProxmoxMachineTemplate": {
    fields: templateRules(`${SOURCE_URL}/internal/webhook/proxmoxmachinetemplate_webhook.go`),
  },
};
