import { rule } from "../../../../policypack/rules/cost/monthly-estimate";
import type { ExampleResource, StackExamples } from "../../examples";

const group = (maxSize: number, capacityType: string, type = "m7i.xlarge"): ExampleResource => ({
  type: "aws:eks/nodeGroup:NodeGroup",
  name: "pool",
  inputs: {
    instanceTypes: [type],
    capacityType,
    diskSize: 100,
    scalingConfig: { minSize: 1, maxSize, desiredSize: 1 },
  },
});
const cluster: ExampleResource = {
  type: "aws:eks/cluster:Cluster",
  name: "cluster",
  inputs: { version: "1.36" },
};

export const examples: StackExamples = {
  rule,
  isAboutStack: true,
  // 73.00 for the control plane, and 147.17 and 8.00 for a node and its volume.
  compliant: [cluster, group(4, "ON_DEMAND")],
  alsoCompliant: {
    "more nodes on spot": [cluster, group(8, "SPOT")],
    "what is charged by use, or is made where it is not seen": [
      cluster,
      { type: "aws:s3/bucket:Bucket", name: "bucket", inputs: {} },
      { type: "kubernetes:core/v1:PersistentVolumeClaim", name: "claim", inputs: {} },
    ],
  },
  violations: {
    "a pool that may grow too large": (stack) => {
      stack["pool"] = group(5, "ON_DEMAND");
    },
  },
  alsoViolating: {
    "too many nodes on spot": [cluster, group(12, "SPOT")],
  },
  undecided: {
    "a type that the table has no price of": [cluster, group(4, "ON_DEMAND", "z9.large")],
    "a resource that the estimate does not know": [
      cluster,
      { type: "aws:sagemaker/endpoint:Endpoint", name: "endpoint", inputs: {} },
    ],
  },
  settings: { monthlyBudgetUsd: 800 },
};
