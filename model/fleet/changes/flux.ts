/** Kinds of Flux: what installs the addons and the recipes. */

import type { ChangeRule, KindRules } from "./types";

const RELEASE_URL = "https://fluxcd.io/flux/components/helm/helmreleases/";
const KUSTOMIZATION_URL = "https://fluxcd.io/flux/components/kustomize/kustomizations/";
const OCI_URL = "https://fluxcd.io/flux/components/source/ocirepositories/";
const HELM_REPOSITORY_URL = "https://fluxcd.io/flux/components/source/helmrepositories/";
const CILIUM_URL = "https://docs.cilium.io/en/stable/operations/upgrade/";

/** Fields that only say when and how Flux works. */
function howFluxWorks(fields: readonly string[], url: string): readonly ChangeRule[] {
  return fields.flatMap((field) => [
    {
      path: `spec.${field}.**`,
      effect: "free" as const,
      why: "It says when and how Flux works; what it installed stays as it is.",
      url,
    },
  ]);
}

const restarting = (path: string, why: string, url: string): ChangeRule => ({
  path,
  effect: "restarts",
  why,
  url,
});

/** What Cilium's agents do on an upgrade, which is not what other charts' pods do. */
const ofCilium = (path: string): ChangeRule => ({
  path,
  nameEnds: "-cilium",
  effect: "restarts",
  why: "Cilium's agents restart node by node: connections that are there go on, new pods on the node wait for its agent.",
  fix: "Go one minor of Cilium at a time.",
  url: CILIUM_URL,
});

const reinstalled = (path: string): ChangeRule => ({
  path,
  effect: "restarts",
  why: "Flux uninstalls the release and installs it anew; what it runs is away in between.",
  url: RELEASE_URL,
});

const helmRelease: KindRules = {
  fields: [
    reinstalled("spec.releaseName"),
    reinstalled("spec.targetNamespace"),
    reinstalled("spec.storageNamespace"),
    reinstalled("spec.chart.spec.chart"),
    ofCilium("spec.chart.spec.version"),
    ofCilium("spec.values.**"),
    restarting(
      "spec.chart.spec.version",
      "Helm upgrades the release; its pods roll where the new chart changes them.",
      RELEASE_URL,
    ),
    restarting(
      "spec.chart.**",
      "The chart comes from another place; its pods roll where it is another one.",
      RELEASE_URL,
    ),
    restarting(
      "spec.chartRef.**",
      "The chart comes from another place; its pods roll where it is another one.",
      RELEASE_URL,
    ),
    restarting(
      "spec.values.**",
      "Helm upgrades the release with the new values; its pods roll where the values change them.",
      RELEASE_URL,
    ),
    restarting(
      "spec.kubeConfig.**",
      "Flux looks for the release in the cluster that the other kubeconfig leads to, and installs it there.",
      RELEASE_URL,
    ),
    ...howFluxWorks(["dependsOn", "install", "upgrade", "interval", "timeout"], RELEASE_URL),
  ],
  removed: {
    effect: "free",
    why: "`kubectl apply` deletes nothing: the release stays installed until its HelmRelease is deleted, which uninstalls it.",
    fix: "Where it is not wanted any more: `<command>`.",
    url: RELEASE_URL,
  },
};

const kustomization: KindRules = {
  fields: [
    {
      path: "spec.path",
      effect: "deletes",
      why: "Flux applies the other folder, and deletes what only the old one has.",
      fix: "Take a backup of the data first.",
      url: KUSTOMIZATION_URL,
    },
    {
      path: "spec.sourceRef.**",
      effect: "deletes",
      why: "Flux applies the folder of the other source, and deletes what only the old one has.",
      fix: "Take a backup of the data first.",
      url: KUSTOMIZATION_URL,
    },
    ...["images", "patches", "postBuild"].map((field) =>
      restarting(
        `spec.${field}.**`,
        "Flux applies the recipe with the other values; pods roll where the values change them.",
        KUSTOMIZATION_URL,
      ),
    ),
    ...howFluxWorks(
      ["dependsOn", "interval", "retryInterval", "timeout", "wait", "prune", "deletionPolicy"],
      KUSTOMIZATION_URL,
    ),
  ],
  added: {
    effect: "free",
    why: "Flux installs the recipe beside what runs, once the folder is in Git.",
    url: KUSTOMIZATION_URL,
  },
  removed: {
    effect: "deletes",
    why: "Once the folder is in Git, Flux deletes the recipe and all that it installed, the volumes in its namespaces too.",
    fix: "Take a backup of the data first. To keep what runs, suspend it before: `flux suspend kustomization <name>`.",
    url: KUSTOMIZATION_URL,
  },
};

const sourceFields = (url: string): readonly ChangeRule[] => [
  restarting("spec.url", "The chart comes from another place; pods roll where it is another one.", url),
  ...howFluxWorks(["interval", "timeout"], url),
];

/** The rules by group and kind. */
export const fluxKinds: Readonly<Record<string, KindRules>> = {
  "helm.toolkit.fluxcd.io/HelmRelease": helmRelease,
  "kustomize.toolkit.fluxcd.io/Kustomization": kustomization,
  "source.toolkit.fluxcd.io/OCIRepository": {
    fields: [
      ofCilium("spec.ref.**"),
      restarting(
        "spec.ref.**",
        "Helm upgrades the release to the other version of the chart; its pods roll.",
        OCI_URL,
      ),
      restarting(
        "spec.layerSelector.**",
        "Another part of the artifact is taken for the chart; pods roll where it is another one.",
        OCI_URL,
      ),
      ...sourceFields(OCI_URL),
    ],
  },
  "source.toolkit.fluxcd.io/HelmRepository": { fields: sourceFields(HELM_REPOSITORY_URL) },
};
