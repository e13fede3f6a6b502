/** Kinds of Cluster API itself, and the namespace that they stand in. */

import { anew } from "./types";
import type { ChangeRule, KindRules, ObjectRule } from "./types";

const MD_URL = "https://cluster-api.sigs.k8s.io/developer/core/controllers/machine-deployment";
const SCALING_URL = "https://cluster-api.sigs.k8s.io/tasks/automated-machine-management/scaling";
const UPGRADE_URL = "https://cluster-api.sigs.k8s.io/tasks/upgrading-clusters";
const MHC_URL = "https://cluster-api.sigs.k8s.io/tasks/automated-machine-management/healthchecking";
const SOURCE_URL = "https://github.com/kubernetes-sigs/cluster-api/blob/main/core";
const CONTRACT_URL = "https://cluster-api.sigs.k8s.io/developer/providers/contracts/infra-cluster";

/** Machines that are counted: fewer of them are drained and deleted, more are added. */
export function replicasRules(one: string, fewer: string, more: string, url: string): readonly ChangeRule[] {
  return [
    { path: one, when: "less", effect: "restarts", why: fewer, url },
    { path: one, effect: "free", why: more, url },
  ];
}

const cluster: KindRules = {
  fields: [
    {
      path: "spec.clusterNetwork.**",
      effect: "replaces",
      why: "It is accepted and changes nothing that runs: a machine gets the networks when it is made, so old and new machines would disagree on them.",
      fix: anew,
      url: "https://github.com/siderolabs/cluster-api-bootstrap-provider-talos/blob/main/controllers/talosconfig_controller.go",
    },
    {
      path: "spec.infrastructureRef.**",
      effect: "replaces",
      why: "The cluster would belong to other infrastructure, in which none of its machines stand.",
      fix: anew,
      url: CONTRACT_URL,
    },
    {
      path: "spec.controlPlaneRef.**",
      effect: "replaces",
      why: "The cluster would get a second control plane that knows nothing of the first.",
      fix: anew,
      url: "https://cluster-api.sigs.k8s.io/developer/providers/contracts/control-plane",
    },
    {
      path: "spec.controlPlaneEndpoint.**",
      effect: "replaces",
      why: "Certificates and kubeconfigs name the endpoint that the cluster was made with.",
      fix: anew,
      url: CONTRACT_URL,
    },
    {
      path: "spec.paused",
      effect: "free",
      why: "Cluster API stops or goes on looking after the cluster; machines stay as they are.",
      url: "https://cluster-api.sigs.k8s.io/reference/api/labels-and-annotations",
    },
  ],
};

const clusterRemoved: ObjectRule = {
  effect: "free",
  why: "`kubectl apply` deletes nothing: the cluster stays, with its machines.",
  fix: "Where it is not wanted any more, `<command>` deletes its machines and all that they share.",
  url: "https://cluster-api.sigs.k8s.io/user/quick-start#clean-up",
};

const rolledTemplate = (path: string, why: string): ChangeRule => ({
  path,
  effect: "rolls",
  machines: "workers",
  why,
  url: "https://cluster-api.sigs.k8s.io/tasks/updating-machine-templates",
});

const inPlace = (path: string): ChangeRule => ({
  path,
  effect: "free",
  why: "Cluster API carries it over to the machines that are there, in place.",
  url: MD_URL,
});

const machineDeployment: KindRules = {
  fields: [
    ...replicasRules(
      "spec.replicas",
      "The workers that are too many are drained and deleted; their pods start anew on the others.",
      "Workers are added; those that are there stay.",
      SCALING_URL,
    ),
    {
      path: "spec.template.spec.version",
      effect: "rolls",
      machines: "workers",
      why: "A worker keeps its Kubernetes for life, so each is replaced; new ones wait until the control plane has rolled.",
      url: "https://cluster-api.sigs.k8s.io/tasks/experimental-features/machineset-preflight-checks",
    },
    rolledTemplate(
      "spec.template.spec.infrastructureRef.**",
      "The workers are made from another machine template.",
    ),
    rolledTemplate(
      "spec.template.spec.bootstrap.**",
      "The workers are made with another configuration of Talos.",
    ),
    rolledTemplate("spec.template.spec.failureDomain", "A machine cannot move to another zone."),
    inPlace("spec.template.metadata.**"),
    inPlace("spec.template.spec.deletion.**"),
    inPlace("spec.template.spec.minReadySeconds"),
    inPlace("spec.deletion.**"),
    ...["spec.clusterName", "spec.template.spec.clusterName"].map((path): ChangeRule => ({
      path,
      effect: "recreate",
      why: "A MachineDeployment cannot change its cluster.",
      fix: anew,
      url: `${SOURCE_URL}/webhooks/admission/machinedeployment.go`,
    })),
    {
      path: "spec.selector.**",
      effect: "replaces",
      why: "Machines that the selector does not match are not counted any more, so all are made a second time.",
      fix: anew,
      url: MD_URL,
    },
    {
      path: "spec.rollout.**",
      effect: "free",
      why: "It says how the next rollout goes, and starts none.",
      url: UPGRADE_URL,
    },
    {
      path: "spec.paused",
      effect: "free",
      why: "Rollouts stop or go on; machines stay as they are.",
      url: MD_URL,
    },
  ],
};

const machineHealthCheck: KindRules = {
  fields: [
    {
      path: "spec.clusterName",
      effect: "recreate",
      why: "A MachineHealthCheck cannot change its cluster.",
      fix: "Delete it and apply again; no machine is touched by that.",
      url: `${SOURCE_URL}/webhooks/admission/machinehealthcheck.go`,
    },
    {
      path: "spec.**",
      effect: "free",
      why: "It says when a worker counts as unhealthy; healthy workers stay as they are.",
      url: MHC_URL,
    },
  ],
};

/** The rules by group and kind. */
export const clusterApiKinds: Readonly<Record<string, KindRules>> = {
  "/Namespace": {
    fields: [],
    removed: {
      effect: "free",
      why: "`kubectl apply` deletes nothing: the namespace stays, with all that is in it.",
      fix: "Delete it only when no cluster stands in it: `<command>` takes every one of them, machines and all.",
      url: "https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/",
    },
  },
  "cluster.x-k8s.io/Cluster": { ...cluster, removed: clusterRemoved },
  "cluster.x-k8s.io/MachineDeployment": machineDeployment,
  "cluster.x-k8s.io/MachineHealthCheck": machineHealthCheck,
};
