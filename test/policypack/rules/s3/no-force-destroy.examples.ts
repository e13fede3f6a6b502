import { rule } from "../../../../policypack/rules/s3/no-force-destroy";
import type { ResourceExamples } from "../../examples";

export const examples: ResourceExamples = {
  rule,
  type: "aws:s3/bucket:Bucket",
  compliant: { bucket: "models", forceDestroy: false },
  // The examples are of a stack `test`.
  settings: { stacks: ["prod", "te*"] },
  alsoCompliant: {
    "the provider's default": { inputs: { bucket: "models" } },
    "a stack that is not in production": {
      inputs: { forceDestroy: true },
      settings: { stacks: ["prod", "test-*", "es"] },
    },
    "no stack in production": { inputs: { forceDestroy: true }, settings: { stacks: [] } },
  },
  violations: {
    "`forceDestroy`": (inputs) => {
      inputs.forceDestroy = true;
    },
  },
  alsoViolating: {
    "the older name": { type: "aws:s3/bucketV2:BucketV2", inputs: { forceDestroy: true } },
  },
  notApplicable: "aws:s3/directoryBucket:DirectoryBucket",
};
