import { rule } from "../../../../policypack/rules/s3/no-force-destroy";
import type { ResourceExamples } from "../../examples";

export const examples: ResourceExamples = {
  rule,
  type: "aws:s3/bucket:Bucket",
  stack: "prod",
  compliant: { bucket: "models", forceDestroy: false },
  alsoCompliant: {
    "the provider's default": { inputs: { bucket: "models" } },
    "a stack that is not in production": { inputs: { forceDestroy: true }, stack: "dev" },
    "a stack whose name only holds that of one": { inputs: { forceDestroy: true }, stack: "prod-like" },
    "a stack whose name has another character in place of a dot": {
      inputs: { forceDestroy: true },
      stack: "eu-live",
      settings: { stacks: ["*.live"] },
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
    "the other name for production": { inputs: { forceDestroy: true }, stack: "production" },
    "one of the stacks that the pack names": {
      inputs: { forceDestroy: true },
      stack: "eu.live",
      settings: { stacks: ["prod", "*.live"] },
    },
  },
  notApplicable: "aws:s3/directoryBucket:DirectoryBucket",
};
