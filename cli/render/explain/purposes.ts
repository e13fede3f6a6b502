/** What every file and every object of a rendered cluster is for. */

import { bundleName, recipeIds, recipes, sourcesBundle } from "../../../model/fleet/recipes";
import { routedRecipes, routesBundle, routesPath } from "../../../model/k8s/sso/routes";
import { lockName } from "../lock";
import { partOf, textOf } from "../proofs/objects";
import type { TreeObject } from "../proofs/objects";

/** Where a file is applied. */
export type Place = "the management cluster" | "the new cluster" | "the new cluster, by its Flux" | "nowhere";

/** What a file is. */
export interface FilePurpose {
  readonly purpose: string;
  readonly appliedTo: Place;
}

const management = "the management cluster";

/** Files that every cluster has, and those that some have. */
const files: Readonly<Record<string, FilePurpose>> = {
  "README.md": { purpose: "the commands that apply the cluster, in their order", appliedTo: "nowhere" },
  [lockName]: { purpose: "the inputs, the versions, and the hash of every file", appliedTo: "nowhere" },
  "cluster/00-namespace.yaml": { purpose: "the namespace of the cluster's objects", appliedTo: management },
  "cluster/cluster.yaml": {
    purpose: "the cluster, its networks, and what it consists of",
    appliedTo: management,
  },
  "cluster/infrastructure.yaml": { purpose: "what all machines share in the cloud", appliedTo: management },
  "cluster/control-plane.yaml": { purpose: "the machines of the control plane", appliedTo: management },
  "cluster/workers.yaml": { purpose: "the workers, and when one counts as unhealthy", appliedTo: management },
  "addons/cilium/release.yaml": {
    purpose: "Cilium: the network, in place of kube-proxy",
    appliedTo: management,
  },
  "addons/cloud-controller/release.yaml": {
    purpose: "the cloud controller manager, which gives nodes their provider ID",
    appliedTo: management,
  },
  "addons/gateway/release.yaml": { purpose: "Envoy Gateway", appliedTo: management },
  "addons/gateway/workload/gateway.yaml": {
    purpose: "the class of gateways, and one gateway where no recipe brings it",
    appliedTo: "the new cluster",
  },
};

/** What a file is; `undefined` for one that this version does not render. */
export function filePurpose(path: string): FilePurpose | undefined {
  if (Object.hasOwn(files, path)) return files[path];
  const recipe = /^recipes\/([^/]+)\.yaml$/.exec(path)?.[1];
  if (recipe === sourcesBundle.name)
    return { purpose: "the chart sources that all recipes need", appliedTo: "the new cluster, by its Flux" };
  const routed = routedRecipes.find((each) => routesBundle(each) === recipe);
  if (routed !== undefined)
    return {
      purpose: `the routes to the recipe ${routed}, behind the sign-on`,
      appliedTo: "the new cluster, by its Flux",
    };
  const id = recipeIds.find((each) => each === recipe);
  if (id === undefined) return undefined;
  return { purpose: `the recipe ${id}: ${recipes[id].title}`, appliedTo: "the new cluster, by its Flux" };
}

/** Purposes by kind, of kinds that are there once, or whose objects are all for the same. */
const kinds: Readonly<Record<string, string>> = {
  Namespace: "holds all objects of the cluster on the management cluster.",
  Cluster: "is the cluster: its networks, and the objects that its control plane and its infrastructure are.",
  TalosControlPlane:
    "makes and replaces the machines of the control plane, forms etcd of them, and writes the kubeconfig.",
  MachineDeployment: "makes and replaces the workers, as a Deployment does with pods.",
  MachineHealthCheck: "has workers replaced whose nodes stay unready; control planes are left to people.",
  TalosConfigTemplate:
    "is the configuration of Talos that every worker boots with. Its name carries its hash.",
  AWSCluster:
    "is what the machines share on AWS: the network, its firewall, and the load balancer of the API server.",
  AzureCluster:
    "is what the machines share on Azure: the resource group, the network, and the load balancer of the API server.",
  AzureClusterIdentity: "is whom the Azure provider acts as.",
  GCPCluster:
    "is what the machines share on Google Cloud: the network, and the load balancer of the API server.",
  ProxmoxCluster:
    "is what the machines share on Proxmox: the addresses, the gateway, and the address of the API server.",
  GatewayClass: "has Envoy Gateway serve the gateways that name it.",
  Gateway: "is where traffic from outside comes in; HTTPRoutes attach to it.",
};

const addons: readonly (readonly [string, string])[] = [
  ["-cilium", "Cilium, the network of the cluster, in place of kube-proxy"],
  ["-cloud-controller", "the cloud controller manager, without which nodes get no provider ID"],
  ["-envoy-gateway", "Envoy Gateway"],
];

/** What an object is for: a sentence without its subject. */
export function objectPurpose({ value, file }: TreeObject): string {
  const kind = textOf(value, "kind");
  const name = textOf(value, "metadata", "name");
  if (Object.hasOwn(kinds, kind)) return kinds[kind] ?? "";
  if (kind.endsWith("MachineTemplate")) {
    const which = file === "cluster/control-plane.yaml" ? "the control plane" : "the workers";
    return `is the machine that each of ${which} is made from. It is immutable; its name carries its hash.`;
  }
  if (kind === "Kustomization") return `has the cluster's Flux apply ${bundleOf(name)}.`;
  const addon = addons.find(([end]) => name.endsWith(end))?.[1];
  if (addon === undefined) return "is no object that this version of Plinth renders.";
  if (kind !== "HelmRelease") return `is where the chart of ${addon} comes from.`;
  const remote = partOf(value, "spec", "kubeConfig") !== undefined;
  return `installs ${addon}${remote ? ", from the management cluster through the new cluster's kubeconfig" : ""}.`;
}

function bundleOf(name: string): string {
  if (name === sourcesBundle.name) return `${sourcesBundle.path}, the chart sources that all recipes need`;
  const routed = routedRecipes.find((each) => routesBundle(each) === name);
  if (routed !== undefined) return `${routesPath(routed)}: what people reach of it, behind the sign-on`;
  const id = recipeIds.find((each) => bundleName(each) === name);
  return id === undefined ? "a folder of its own" : `${recipes[id].path}: ${recipes[id].title}`;
}
