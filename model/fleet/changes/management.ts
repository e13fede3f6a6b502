/** Versions that stand in no object: what the management cluster must have before the files are applied. */

import type { ChangeRule } from "./types";

const CLUSTERCTL_URL = "https://cluster-api.sigs.k8s.io/clusterctl/commands/upgrade";

const upgraded = (key: string, flag: string, what: string): ChangeRule => ({
  path: `versions.${key}`,
  effect: "free",
  why: `${what} restarts on the management cluster; no machine is replaced by that.`,
  fix: `Before the files are applied: \`clusterctl upgrade apply ${flag}\`.`,
  url: CLUSTERCTL_URL,
});

/** Rules of the lock file's versions; `<version>` and `<provider>` stand for the new ones. */
export const managementFields: readonly ChangeRule[] = [
  upgraded("clusterApi", "--core cluster-api:v<version>", "Cluster API"),
  upgraded("talosBootstrap", "--bootstrap talos:v<version>", "Talos' bootstrap provider"),
  upgraded("talosControlPlane", "--control-plane talos:v<version>", "Talos' control plane provider"),
  upgraded("infrastructure", "--infrastructure <provider>:v<version>", "The infrastructure provider"),
  {
    path: "versions.flux",
    effect: "free",
    why: "Flux's own controllers restart; what they installed stays as it is.",
    fix: "On the management cluster: `flux install --version=v<version>`; on the cluster: `flux bootstrap` again.",
    url: "https://fluxcd.io/flux/installation/upgrade/",
  },
];
