/** Kinds of Talos' providers. */

import { clusterApiVersions } from "../versions";
import { partRemoved } from "./any";
import { replicasRules } from "./cluster-api";
import { templateRules } from "./machine-templates";
import { anew } from "./types";
import type { ChangeRule, KindRules } from "./types";

const CONTROL_PLANE_URL = `https://github.com/siderolabs/cluster-api-control-plane-provider-talos/blob/v${clusterApiVersions.talosControlPlane}/controllers/controlplane.go`;
const TEMPLATE_URL = `https://github.com/siderolabs/cluster-api-bootstrap-provider-talos/blob/v${clusterApiVersions.talosBootstrap}/api/v1alpha3/talosconfigtemplate_webhook.go`;
const SKEW_URL = "https://kubernetes.io/releases/version-skew-policy/";
const ETCD_URL = "https://etcd.io/docs/v3.6/op-guide/runtime-configuration/";

const rolled = (path: string, why: string): ChangeRule => ({
  path,
  effect: "rolls",
  machines: "controlPlane",
  why,
  url: CONTROL_PLANE_URL,
});

const controlPlane: KindRules = {
  fields: [
    ...replicasRules(
      "spec.replicas",
      "The machines that are too many leave etcd one by one and are deleted, with what runs on them.",
      "Machines join the control plane one by one; those that are there stay.",
      ETCD_URL,
    ),
    {
      path: "spec.version",
      when: "olderMinor",
      effect: "replaces",
      why: "There is no way back to an older minor of Kubernetes: its API server does not read what the newer one stored.",
      fix: anew,
      url: SKEW_URL,
    },
    {
      path: "spec.version",
      when: "skipsMinors",
      effect: "rolls",
      machines: "controlPlane",
      why: "Each machine of the control plane is replaced; API servers that are two minors apart do not work together.",
      fix: "Go by the minors between, one at a time: render each, apply it, and wait until it has rolled.",
      url: SKEW_URL,
    },
    rolled(
      "spec.version",
      "A machine keeps its Kubernetes for life, so each of the control plane is replaced.",
    ),
    {
      path: "spec.infrastructureTemplate.apiVersion",
      effect: "free",
      why: "The template is the same one; only its group, kind and name count.",
      url: CONTROL_PLANE_URL,
    },
    rolled("spec.infrastructureTemplate.**", "The control plane is made from another machine template."),
    rolled(
      "spec.controlPlaneConfig.**",
      "A machine of the control plane gets its configuration when it is made.",
    ),
    {
      path: "spec.rolloutStrategy.**",
      effect: "free",
      why: "It says how the next rollout goes, and starts none.",
      url: CONTROL_PLANE_URL,
    },
  ],
};

/** The rules by group and kind. */
export const talosKinds: Readonly<Record<string, KindRules>> = {
  "controlplane.cluster.x-k8s.io/TalosControlPlane": { ...controlPlane, removed: partRemoved },
  "bootstrap.cluster.x-k8s.io/TalosConfigTemplate": { fields: templateRules(TEMPLATE_URL) },
};
