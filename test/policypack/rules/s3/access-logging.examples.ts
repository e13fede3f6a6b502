import { rule } from "../../../../policypack/rules/s3/access-logging";
import type { ExampleResource, StackExamples } from "../../examples";

const bucket = (inputs = {}, name = "bucket"): ExampleResource => ({
  type: "aws:s3/bucket:Bucket",
  name,
  inputs,
});
const older = (inputs = {}): ExampleResource => ({ ...bucket(inputs), type: "aws:s3/bucketV2:BucketV2" });
const logging: ExampleResource = {
  type: "aws:s3/bucketLogging:BucketLogging",
  name: "logging",
  inputs: { bucket: "models", targetBucket: "logs", targetPrefix: "models/" },
  propertyDependencies: { bucket: ["bucket"], targetBucket: ["logs"] },
};
const logs = bucket({ bucket: "logs" }, "logs");

export const examples: StackExamples = {
  rule,
  compliant: [bucket({ bucket: "models" }), logs, logging],
  alsoCompliant: {
    "the older names": [older(), { ...logging, type: "aws:s3/bucketLoggingV2:BucketLoggingV2" }],
    "in the bucket itself": [
      { ...bucket({ logging: { targetBucket: "logs" } }), propertyDependencies: { logging: ["logs"] } },
      logs,
    ],
    "in the bucket itself, under the older name": [
      { ...older({ loggings: [{ targetBucket: "logs" }] }), propertyDependencies: { loggings: ["logs"] } },
      logs,
    ],
  },
  violations: {
    "no logging": (stack) => {
      delete stack.logging;
    },
    "no bucket to log to": ({ logging: resource }) => {
      if (resource) resource.inputs = { bucket: "models" };
    },
    "the logging of another bucket": (stack) => {
      stack.other = bucket({}, "other");
    },
  },
  alsoViolating: {
    "nowhere, in the bucket itself": [bucket({ logging: { targetPrefix: "models/" } })],
    "nowhere, in the bucket itself, under the older name": [older({ loggings: [{}] })],
  },
};
