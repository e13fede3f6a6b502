import { rule } from "../../../../policypack/rules/docker/privileged";
import type { ResourceExamples } from "../../examples";

export const examples: ResourceExamples = {
  rule,
  type: "docker:index/container:Container",
  compliant: { image: "postgres:17.12", privileged: false },
  alsoCompliant: { "Docker's default": { inputs: { image: "postgres:17.12" } } },
  violations: {
    "a privileged container": (inputs) => {
      inputs.privileged = true;
    },
  },
  notApplicable: "docker:index/network:Network",
};
