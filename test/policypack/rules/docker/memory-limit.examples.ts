import { rule } from "../../../../policypack/rules/docker/memory-limit";
import type { ResourceExamples } from "../../examples";

export const examples: ResourceExamples = {
  rule,
  type: "docker:index/container:Container",
  compliant: { image: "postgres:17.12", memory: 512 },
  alsoCompliant: { "the least": { inputs: { memory: 1 } } },
  violations: {
    "no limit": (inputs) => {
      delete inputs.memory;
    },
    "0, which is no limit": (inputs) => {
      inputs.memory = 0;
    },
  },
  notApplicable: "docker:index/network:Network",
};
