import { rule } from "../../../../policypack/rules/s3/versioning";
import type { ExampleResource, StackExamples } from "../../examples";

const bucket = (inputs = {}): ExampleResource => ({ type: "aws:s3/bucket:Bucket", name: "bucket", inputs });
const older = (inputs = {}): ExampleResource => ({ ...bucket(inputs), type: "aws:s3/bucketV2:BucketV2" });
const versioning = (status: string): ExampleResource => ({
  type: "aws:s3/bucketVersioning:BucketVersioning",
  name: "versioning",
  inputs: { bucket: "models", versioningConfiguration: { status } },
  propertyDependencies: { bucket: ["bucket"] },
});

export const examples: StackExamples = {
  rule,
  compliant: [bucket({ bucket: "models" }), versioning("Enabled")],
  alsoCompliant: {
    "the older names": [
      older(),
      { ...versioning("Enabled"), type: "aws:s3/bucketVersioningV2:BucketVersioningV2" },
    ],
    "in the bucket itself": [bucket({ versioning: { enabled: true } })],
    "in the bucket itself, under the older name": [older({ versionings: [{ enabled: true }] })],
  },
  violations: {
    "nothing said": (stack) => {
      delete stack.versioning;
    },
    "versioning suspended": (stack) => {
      stack.versioning = versioning("Suspended");
    },
    "no configuration": ({ versioning: resource }) => {
      if (resource) resource.inputs = { bucket: "models" };
    },
    "the versions of another bucket": (stack) => {
      stack.other = { ...bucket(), name: "other" };
    },
  },
  alsoViolating: {
    "off in the bucket itself": [bucket({ versioning: { enabled: false } })],
    "not said in the bucket itself": [bucket({ versioning: { mfaDelete: false } })],
    "off in the bucket itself, under the older name": [older({ versionings: [{ enabled: false }] })],
    "not said in the bucket itself, under the older name": [older({ versionings: [{}] })],
  },
};
