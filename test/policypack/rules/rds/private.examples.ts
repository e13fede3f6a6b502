import { rule } from "../../../../policypack/rules/rds/private";
import type { ResourceExamples } from "../../examples";

export const examples: ResourceExamples = {
  rule,
  type: "aws:rds/instance:Instance",
  compliant: { engine: "postgres", publiclyAccessible: false },
  alsoCompliant: {
    "the provider's default": { inputs: { engine: "postgres" } },
    "an instance of a cluster": {
      type: "aws:rds/clusterInstance:ClusterInstance",
      inputs: { publiclyAccessible: false },
    },
  },
  violations: {
    "a public address": (inputs) => {
      inputs.publiclyAccessible = true;
    },
  },
  alsoViolating: {
    "a public instance of a cluster": {
      type: "aws:rds/clusterInstance:ClusterInstance",
      inputs: { publiclyAccessible: true },
    },
  },
  notApplicable: "aws:rds/subnetGroup:SubnetGroup",
};
