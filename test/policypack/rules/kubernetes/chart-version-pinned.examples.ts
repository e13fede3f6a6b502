import { rule } from "../../../../policypack/rules/kubernetes/chart-version-pinned";
import type { FurtherExample, Inputs, ResourceExamples } from "../../examples";

const chart = {
  chart: "karpenter",
  repositoryOpts: { repo: "oci://public.ecr.aws/karpenter" },
};
const versioned = (version: string): FurtherExample => ({ inputs: { ...chart, version } });
const named = (name: string): FurtherExample => ({ inputs: { chart: name } });
const release = (inputs: Inputs): FurtherExample => ({ type: "kubernetes:helm.sh/v3:Release", inputs });

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:helm.sh/v4:Chart",
  compliant: { ...chart, version: "1.14.0" },
  alsoCompliant: {
    "with a letter in front": versioned("v26.3.3"),
    "before a release": versioned("2.0.0-rc.1"),
    "with a build": versioned("2.0.0+2026-08"),
    "two digits": versioned("10.20.30"),
    "a Release": release({ ...chart, version: "1.14.0" }),
    "a folder of the program": named("./charts/app"),
    "a folder of the machine": named("/srv/charts/app"),
    "an archive": named("charts/app-1.4.2.tgz"),
    "a digest": named("oci://ghcr.io/example/app@sha256:".padEnd(97, "0123456789abcdef")),
    "a folder of the third Chart": {
      type: "kubernetes:helm.sh/v3:Chart",
      inputs: { path: "./charts/app" },
    },
  },
  violations: {
    "no version": (inputs) => {
      delete inputs.version;
    },
    "a range": (inputs) => {
      inputs.version = "^1.14.0";
    },
    "a bare major version": (inputs) => {
      inputs.version = "v0";
    },
    "any patch": (inputs) => {
      inputs.version = "1.14";
    },
    "two bounds": (inputs) => {
      inputs.version = "1.14.0 - 2.0.0";
    },
    "a placeholder": (inputs) => {
      inputs.version = "1.14.x";
    },
    "neither a version nor a chart": (inputs) => {
      delete inputs.version;
      delete inputs.chart;
    },
  },
  alsoViolating: {
    "a Release": release(chart),
    "the third Chart": { type: "kubernetes:helm.sh/v3:Chart", inputs: { chart: "karpenter" } },
    "a chart of a registry": named("oci://public.ecr.aws/karpenter/karpenter"),
    "a name with a dot in it": named("app.tgz-chart"),
  },
  notApplicable: "kubernetes:yaml/v2:ConfigGroup",
};
