import { rule } from "../../../../policypack/rules/s3/acls-off";
import type { ExampleResource, StackExamples } from "../../examples";

const bucket: ExampleResource = {
  type: "aws:s3/bucket:Bucket",
  name: "bucket",
  inputs: { bucket: "models" },
};
const ownership = (objectOwnership: string): ExampleResource => ({
  type: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  name: "ownership",
  inputs: { bucket: "models", rule: { objectOwnership } },
  propertyDependencies: { bucket: ["bucket"] },
});

export const examples: StackExamples = {
  rule,
  compliant: [bucket, ownership("BucketOwnerEnforced")],
  alsoCompliant: {
    "the bucket's older name": [
      { ...bucket, type: "aws:s3/bucketV2:BucketV2" },
      ownership("BucketOwnerEnforced"),
    ],
  },
  violations: {
    "no ownership controls": (stack) => {
      delete stack.ownership;
    },
    "ACLs that the owner prefers to own": (stack) => {
      stack.ownership = ownership("BucketOwnerPreferred");
    },
    "ownership controls without a rule": ({ ownership: controls }) => {
      if (controls) controls.inputs = { bucket: "models" };
    },
    "controls that are given the bucket's name alone": ({ ownership: controls }) => {
      if (controls) controls.propertyDependencies = {};
    },
    "the controls of another bucket": (stack) => {
      stack.other = { ...bucket, name: "other" };
    },
  },
};
