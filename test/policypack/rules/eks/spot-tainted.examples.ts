import { rule } from "../../../../policypack/rules/eks/spot-tainted";
import type { ResourceExamples } from "../../examples";

const isTainted = "the pool is tainted, which is enough whatever its capacity";

export const examples: ResourceExamples = {
  rule,
  type: "aws:eks/nodeGroup:NodeGroup",
  compliant: { capacityType: "SPOT", taints: [{ key: "spot", value: "true", effect: "NO_SCHEDULE" }] },
  alsoCompliant: {
    "no taint on demand": { inputs: { capacityType: "ON_DEMAND" } },
    "no taint on AWS's default, which is on demand": { inputs: { clusterName: "plinth" } },
    "one taint among others, on a component of @pulumi/eks": {
      type: "eks:index:ManagedNodeGroup",
      inputs: {
        capacityType: "SPOT",
        taints: [
          { key: "team", effect: "PREFER_NO_SCHEDULE" },
          { key: "spot", effect: "NO_EXECUTE" },
        ],
      },
    },
  },
  violations: {
    "no taint": (inputs) => {
      delete inputs.taints;
    },
    "an empty list of taints": (inputs) => {
      inputs.taints = [];
    },
    "a taint that only advises": (inputs) => {
      inputs.taints[0].effect = "PREFER_NO_SCHEDULE";
    },
    "a taint without an effect": (inputs) => {
      delete inputs.taints[0].effect;
    },
  },
  alsoViolating: {
    "an untainted component": { type: "eks:index:ManagedNodeGroup", inputs: { capacityType: "SPOT" } },
  },
  notApplicable: "aws:eks/cluster:Cluster",
  decidedWithout: {
    "compliant: capacityType": isTainted,
    "one taint among others, on a component of @pulumi/eks: capacityType": isTainted,
    "one taint among others, on a component of @pulumi/eks: taints[0]": isTainted,
    "one taint among others, on a component of @pulumi/eks: taints[0].effect": isTainted,
  },
};
