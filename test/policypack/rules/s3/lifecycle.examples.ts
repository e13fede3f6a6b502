import { rule } from "../../../../policypack/rules/s3/lifecycle";
import type { ExampleResource, StackExamples } from "../../examples";

const bucket = (inputs = {}): ExampleResource => ({ type: "aws:s3/bucket:Bucket", name: "bucket", inputs });
const lifecycle = (status: string): ExampleResource => ({
  type: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  name: "lifecycle",
  inputs: {
    bucket: "models",
    rules: [{ id: "uploads", status, abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } }],
  },
  propertyDependencies: { bucket: ["bucket"] },
});

export const examples: StackExamples = {
  rule,
  compliant: [bucket({ bucket: "models" }), lifecycle("Enabled")],
  alsoCompliant: {
    "the older names": [
      { ...bucket(), type: "aws:s3/bucketV2:BucketV2" },
      {
        ...lifecycle("Enabled"),
        type: "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
      },
    ],
    "in the bucket itself": [bucket({ lifecycleRules: [{ enabled: true }] })],
    "a rule that is off beside one that is on": [
      bucket({ lifecycleRules: [{ enabled: true }, { enabled: false }] }),
    ],
    "a rule that is on beside one that is off": [
      { ...bucket(), name: "several" },
      {
        ...lifecycle("Enabled"),
        name: "rules",
        inputs: { bucket: "models", rules: [{ status: "Enabled" }, { status: "Disabled" }] },
        propertyDependencies: { bucket: ["several"] },
      },
    ],
  },
  decidedWithout: {
    "bucket: lifecycleRules[1]": "the first rule is on",
    "bucket: lifecycleRules[1].enabled": "the first rule is on",
    "rules: rules[1]": "the first rule is on",
    "rules: rules[1].status": "the first rule is on",
  },
  violations: {
    "no lifecycle": (stack) => {
      delete stack.lifecycle;
    },
    "a rule that is off": (stack) => {
      stack.lifecycle = lifecycle("Disabled");
    },
    "a rule without a status": ({ lifecycle: resource }) => {
      if (resource) resource.inputs = { bucket: "models", rules: [{ id: "uploads" }] };
    },
    "the lifecycle of another bucket": (stack) => {
      stack.other = { ...bucket(), name: "other" };
    },
  },
  alsoViolating: {
    "a rule that is off in the bucket itself": [bucket({ lifecycleRules: [{ enabled: false }] })],
    "a rule of the bucket itself that does not say": [bucket({ lifecycleRules: [{ id: "uploads" }] })],
  },
};
