import { rule } from "../../../../policypack/rules/kubernetes/requests-set";
import type { ResourceExamples } from "../../examples";
import { deployment, patch } from "../../pods";

const both = { cpu: "500m", memory: "512Mi" };

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:apps/v1:Deployment",
  compliant: deployment({ resources: { requests: both } }),
  alsoCompliant: {
    "limits, which stand for requests": { inputs: deployment({ resources: { limits: both } }) },
    "one of each": {
      inputs: deployment({ resources: { requests: { cpu: 1 }, limits: { memory: "1Gi" } } }),
    },
    "requests of the whole pod": { inputs: deployment({}, { resources: { requests: both } }) },
    "limits of the whole pod": { inputs: deployment({}, { resources: { limits: both } }) },
    "an ephemeral container, which can have none": {
      inputs: deployment({ resources: { requests: both } }, { ephemeralContainers: [{ name: "debug" }] }),
    },
    "what the setting asks for": {
      inputs: deployment({ resources: { requests: { "ephemeral-storage": "1Gi" } } }),
      settings: { resources: ["ephemeral-storage"] },
    },
    "a patch that says nothing of it": patch({}),
  },
  violations: {
    "no requests": (inputs) => {
      delete inputs.spec.template.spec.containers[0].resources;
    },
    "no request for CPU": (inputs) => {
      delete inputs.spec.template.spec.containers[0].resources.requests.cpu;
    },
    "no request for memory": (inputs) => {
      delete inputs.spec.template.spec.containers[0].resources.requests.memory;
    },
    "an init container": (inputs) => {
      inputs.spec.template.spec.initContainers = [{ name: "init", image: "ghcr.io/example/init:1.0.0" }];
    },
  },
  decidedWithout: Object.fromEntries(
    [
      "limits, which stand for requests: spec.template.spec.containers[0].resources.requests",
      "limits of the whole pod: spec.template.spec.resources.requests",
      ...["requests", "limits"].flatMap((what) =>
        ["", "[0]", "[0].resources", "[0].resources.requests", "[0].resources.limits"]
          .map((path) => `containers${path}`)
          .concat("initContainers")
          .map((path) => `${what} of the whole pod: spec.template.spec.${path}`),
      ),
    ].map((path) => [path, "what is given elsewhere stands for it"]),
  ),
  notApplicable: "kubernetes:core/v1:Service",
};
