import { rule } from "../../../../policypack/rules/eks/control-plane-logs";
import type { ResourceExamples } from "../../examples";

const kinds = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

export const examples: ResourceExamples = {
  rule,
  type: "aws:eks/cluster:Cluster",
  compliant: { enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"] },
  alsoCompliant: {
    "the component of @pulumi/eks, in another order": {
      type: "eks:index:Cluster",
      inputs: { enabledClusterLogTypes: kinds.toReversed() },
    },
  },
  violations: {
    "nothing logged, which is the default": (inputs) => {
      delete inputs.enabledClusterLogTypes;
    },
    "an empty list": (inputs) => {
      inputs.enabledClusterLogTypes = [];
    },
    "a list of nothing": (inputs) => {
      inputs.enabledClusterLogTypes = [null];
    },
    ...Object.fromEntries(
      kinds.map((kind) => [
        `all but ${kind}`,
        (inputs: { enabledClusterLogTypes: string[] }): void => {
          inputs.enabledClusterLogTypes = kinds.filter((each) => each !== kind);
        },
      ]),
    ),
  },
  alsoViolating: {
    "a component that logs nothing": { type: "eks:index:Cluster", inputs: { version: "1.36" } },
  },
  notApplicable: "aws:eks/nodeGroup:NodeGroup",
};
