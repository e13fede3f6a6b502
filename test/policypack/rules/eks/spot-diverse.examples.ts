import { rule } from "../../../../policypack/rules/eks/spot-diverse";
import type { ResourceExamples } from "../../examples";

const isDiverse = "the pool has enough types, whatever its capacity";

export const examples: ResourceExamples = {
  rule,
  type: "aws:eks/nodeGroup:NodeGroup",
  compliant: { capacityType: "SPOT", instanceTypes: ["g5.2xlarge", "g6.2xlarge"] },
  alsoCompliant: {
    "one type on demand": { inputs: { capacityType: "ON_DEMAND", instanceTypes: ["p5.48xlarge"] } },
    "one type by default, which is on demand": { inputs: { instanceTypes: ["p5.48xlarge"] } },
    "three types of a component": {
      type: "eks:index:ManagedNodeGroup",
      inputs: { capacityType: "SPOT", instanceTypes: ["g5.2xlarge", "g6.2xlarge", "g6e.2xlarge"] },
    },
  },
  violations: {
    "a single type of GPU": (inputs) => {
      inputs.instanceTypes = ["g5.2xlarge"];
    },
    "the one type of AWS's default": (inputs) => {
      delete inputs.instanceTypes;
    },
  },
  alsoViolating: {
    "one type of a component": {
      type: "eks:index:ManagedNodeGroup",
      inputs: { capacityType: "SPOT", instanceTypes: ["m7i.xlarge"] },
    },
  },
  notApplicable: "aws:eks/cluster:Cluster",
  decidedWithout: {
    "compliant: capacityType": isDiverse,
    "three types of a component: capacityType": isDiverse,
  },
};
