import { rule } from "../../../../policypack/rules/kubernetes/limits-set";
import type { ResourceExamples } from "../../examples";
import { deployment, patch } from "../../pods";

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:apps/v1:Deployment",
  compliant: deployment({ resources: { limits: { memory: "512Mi" } } }),
  alsoCompliant: {
    "a limit of the whole pod": { inputs: deployment({}, { resources: { limits: { memory: "1Gi" } } }) },
    "an ephemeral container, which can have none": {
      inputs: deployment(
        { resources: { limits: { memory: "512Mi" } } },
        { ephemeralContainers: [{ name: "debug" }] },
      ),
    },
    "what the setting asks for": {
      inputs: deployment({ resources: { limits: { cpu: 2 } } }),
      settings: { resources: ["cpu"] },
    },
    "a patch that says nothing of it": patch({}),
  },
  violations: {
    "no limits": (inputs) => {
      delete inputs.spec.template.spec.containers[0].resources;
    },
    "a limit on something else": (inputs) => {
      inputs.spec.template.spec.containers[0].resources.limits = { cpu: 1 };
    },
    "a request in its place": (inputs) => {
      inputs.spec.template.spec.containers[0].resources = { requests: { memory: "512Mi" } };
    },
    "an init container": (inputs) => {
      inputs.spec.template.spec.initContainers = [{ name: "init", image: "ghcr.io/example/init:1.0.0" }];
    },
  },
  decidedWithout: Object.fromEntries(
    [
      "initContainers",
      ...["", "[0]", "[0].resources", "[0].resources.limits"].map((path) => `containers${path}`),
    ].map((path) => [
      `a limit of the whole pod: spec.template.spec.${path}`,
      "the limit of the pod holds all of its containers",
    ]),
  ),
  notApplicable: "kubernetes:core/v1:Service",
};
