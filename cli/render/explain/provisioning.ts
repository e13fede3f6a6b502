/** Where to look when a cluster stays Provisioning: the places in the order in which a cluster comes up. */

import type { Lock } from "../lock";
import type { ProviderId } from "../providers";

/** One place to look. */
export interface Place {
  readonly command: string;
  /** What it shows, and what a fault there looks like. */
  readonly shows: string;
}

/** Prefix of the names of a provider's controllers, and its kinds. */
const controllers: Readonly<Record<ProviderId, { prefix: string; kind: string; faults: string }>> = {
  aws: {
    prefix: "capa",
    kind: "aws",
    faults: "no image of the name looked for, a quota, an instance profile that is not there",
  },
  azure: {
    prefix: "capz",
    kind: "azure",
    faults: "no image in the gallery, a quota, an identity without rights",
  },
  gcp: {
    prefix: "capg",
    kind: "gcp",
    faults: "no image in the family, a quota, a service account without rights",
  },
  proxmox: {
    prefix: "capmox",
    kind: "proxmox",
    faults: "no VM template with exactly the tags, no free address, a Secret that is wrong",
  },
};

/** The places, the first of them first: what comes later waits for what comes before. */
export function placesOf(lock: Lock): readonly Place[] {
  const { name } = lock.inputs;
  const namespace = String(lock.inputs["namespace"]);
  const words: Readonly<Record<string, string>> = {
    "<name>": name,
    "<namespace>": namespace,
    "<prefix>": controllers[lock.provider].prefix,
    "<kind>": controllers[lock.provider].kind,
    "<faults>": controllers[lock.provider].faults,
  };
  const filled = (text: string): string => text.replaceAll(/<[a-z]+>/g, (word) => words[word] ?? word);
  return places
    .filter(({ only }) => only === undefined || only.includes(lock.provider))
    .map(({ command, shows }) => ({ command: filled(command), shows: filled(shows) }));
}

/** The places of every provider, with words in `<…>` that are filled in. */
const places: readonly (Place & { readonly only?: readonly ProviderId[] })[] = [
  {
    command: "clusterctl describe cluster <name> --namespace <namespace> --show-conditions all",
    shows: "The first condition from above that is False says which of the next places is the one.",
  },
  {
    command: "kubectl --namespace <namespace> describe <kind>cluster <name>",
    shows:
      "Not ready: the provider cannot make the network or the load balancer; its events have the cloud's own words.",
  },
  {
    command: "kubectl --namespace <prefix>-system logs deployment/<prefix>-controller-manager --tail 50",
    shows: "Nothing in the events: credentials that the provider does not have show here only.",
  },
  {
    command: "kubectl --namespace <namespace> get taloscontrolplane,machines --output wide",
    shows:
      "Machines that are Pending wait for the cluster's infrastructure, Provisioning for the cloud, Provisioned for their nodes.",
  },
  {
    command: "kubectl --namespace <namespace> describe <kind>machines",
    shows: "A machine that is not made: <faults>.",
  },
  {
    command: "kubectl --namespace <namespace> get inclusterippools,ipaddressclaims",
    shows: "A claim without an address: the pool is empty, or the in-cluster IPAM provider is not installed.",
    only: ["proxmox"],
  },
  {
    command: "kubectl --namespace cacppt-system logs deployment/cacppt-controller-manager --tail 50",
    shows:
      "Machines run and no kubeconfig comes: the management cluster does not reach Talos on port 50000 of the first machine.",
  },
  {
    command:
      "kubectl --namespace <namespace> get secret <name>-kubeconfig && kubectl --namespace <namespace> describe helmrelease <name>-cilium",
    shows:
      "Nodes are NotReady: without Cilium they have no network; without the Secret Flux cannot install it.",
  },
  {
    command: "kubectl --namespace <namespace> describe helmrelease <name>-cloud-controller",
    shows:
      "Nodes are Ready and machines stay Provisioned: without the cloud controller they get no provider ID.",
    only: ["aws", "azure", "gcp"],
  },
  {
    command:
      "kubectl --kubeconfig ~/.kube/<name>.yaml get nodes --output custom-columns=NAME:.metadata.name,ID:.spec.providerID",
    shows: "A node without an ID, or with another one than its Machine: Cluster API does not know it.",
  },
  {
    command: "kubectl --namespace <namespace> describe machineset",
    shows: "The control plane runs and there are no workers: they wait until it is stable.",
  },
];
