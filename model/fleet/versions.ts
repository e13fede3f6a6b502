/**
 * Every version that the fleet side pins, stated once: Kubernetes, Talos, Cluster API and its providers, and the charts
 * that a rendered cluster begins with. What works together is in `compatibility.ts`.
 */

/** Newest patch of every Kubernetes minor that clusters are rendered for. */
export const kubernetesPatches = { "1.34": "1.34.4", "1.35": "1.35.4", "1.36": "1.36.3" } as const;

/** A Kubernetes minor that clusters are rendered for. */
export type KubernetesMinor = keyof typeof kubernetesPatches;

/** Talos minors that clusters are rendered for; a machine's configuration has the contract of its minor. */
export const talosMinors = ["1.11", "1.12", "1.13"] as const;

/** A Talos minor that clusters are rendered for. */
export type TalosMinor = (typeof talosMinors)[number];

/** What a cluster gets where nothing else is asked for. */
export const fleetDefaults = {
  kubernetes: "1.35",
  talos: "1.12",
} as const satisfies { readonly kubernetes: KubernetesMinor; readonly talos: TalosMinor };

/** Cluster API and its providers, as `clusterctl init` installs them. */
export const clusterApiVersions = {
  core: "1.14.2",
  talosBootstrap: "0.6.12",
  talosControlPlane: "0.5.12",
  aws: "2.13.0",
  azure: "1.26.0",
  gcp: "1.13.1",
  proxmox: "0.9.0",
} as const;

/** Flux, on the management cluster and on every cluster. */
export const fluxVersion = "2.9.5";

/** Controllers of that release, whose Go modules hold the definitions of its kinds. */
export const fluxControllers = { source: "1.9.5", kustomize: "1.9.5" } as const;

/** One Helm chart of the addons: where it is and its version. */
export interface FleetChart {
  /** `oci://…/<chart>` for a chart in an image registry, else the address of the Helm repository. */
  readonly source: string;
  readonly version: string;
}

/** Charts that a cluster begins with, by addon. */
export const fleetCharts = {
  cilium: { source: "oci://quay.io/cilium/charts/cilium", version: "1.20.2" },
  /** Newest of the Kubernetes project's own; the cloud controller manager of AWS. */
  awsCloudController: { source: "https://kubernetes.github.io/cloud-provider-aws", version: "0.0.11" },
  /** Sidero Labs' controller, which knows machines of any cloud by Talos' metadata. */
  talosCloudController: {
    source: "oci://ghcr.io/siderolabs/charts/talos-cloud-controller-manager",
    version: "0.5.4",
  },
  envoyGateway: { source: "oci://docker.io/envoyproxy/gateway-helm", version: "1.9.1" },
} as const satisfies Record<string, FleetChart>;
