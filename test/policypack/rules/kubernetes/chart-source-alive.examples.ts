import { rule } from "../../../../policypack/rules/kubernetes/chart-source-alive";
import type { FurtherExample, ResourceExamples } from "../../examples";

function from(repo: string): FurtherExample {
  return {
    type: "kubernetes:helm.sh/v3:Release",
    inputs: { chart: "redis", version: "23.0.1", repositoryOpts: { repo } },
  };
}

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:helm.sh/v4:Chart",
  compliant: {
    chart: "cert-manager",
    version: "1.21.2",
    repositoryOpts: { repo: "oci://quay.io/jetstack/charts" },
  },
  alsoCompliant: {
    "a chart by its whole address": {
      inputs: { chart: "oci://quay.io/jetstack/charts/cert-manager", repositoryOpts: {} },
    },
    "the third Chart": {
      type: "kubernetes:helm.sh/v3:Chart",
      inputs: { chart: "app", repo: "example", fetchOpts: { repo: "https://charts.example.com" } },
    },
    "what the setting leaves out": {
      inputs: { chart: "oci://registry.example.com/bitnami/redis", repositoryOpts: {} },
      settings: { ended: ["ingress-nginx"] },
    },
  },
  violations: {
    "Bitnami by its address": (inputs) => {
      inputs.chart = "oci://registry-1.docker.io/bitnamicharts/redis";
      delete inputs.repositoryOpts;
    },
    "Bitnami's repository": (inputs) => {
      inputs.repositoryOpts.repo = "https://charts.bitnami.com/bitnami";
    },
    "ingress-nginx": (inputs) => {
      inputs.chart = "ingress-nginx";
    },
  },
  alsoViolating: {
    "a Release from Bitnami": from("https://charts.bitnami.com/bitnami"),
    "the first repository of Helm": from("https://charts.helm.sh/stable"),
    "the first repository of what was not ready": from("https://charts.helm.sh/incubator"),
    "the first repository at its old place": from("https://kubernetes-charts.storage.googleapis.com"),
    "its companion at its old place": from("https://kubernetes-charts-incubator.storage.googleapis.com"),
    "the third Chart by the name of a repository": {
      type: "kubernetes:helm.sh/v3:Chart",
      inputs: { chart: "redis", repo: "bitnami" },
    },
    "the third Chart by an address": {
      type: "kubernetes:helm.sh/v3:Chart",
      inputs: { chart: "redis", fetchOpts: { repo: "https://charts.bitnami.com/bitnami" } },
    },
  },
  notApplicable: "kubernetes:yaml/v2:ConfigGroup",
};
