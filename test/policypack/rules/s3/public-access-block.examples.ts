import { rule } from "../../../../policypack/rules/s3/public-access-block";
import type { ExampleResource, StackExamples } from "../../examples";

const all = {
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
};
const bucket: ExampleResource = {
  type: "aws:s3/bucket:Bucket",
  name: "bucket",
  inputs: { bucket: "models" },
};
const block = (inputs: object, name = "block"): ExampleResource => ({
  type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  name,
  inputs: { bucket: "models", ...inputs },
  propertyDependencies: { bucket: ["bucket"] },
});
const account = (inputs: object, name = "account"): ExampleResource => ({
  type: "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
  name,
  inputs: { ...inputs },
});
const decided = "another block already does it";

export const examples: StackExamples = {
  rule,
  compliant: [bucket, block(all)],
  alsoCompliant: {
    "a block of the whole account": [bucket, account(all)],
    "a block of the account, under the bucket's older name": [
      { ...bucket, type: "aws:s3/bucketV2:BucketV2" },
      account(all),
    ],
    "half by the bucket, half by the account": [
      bucket,
      block({ blockPublicAcls: true, ignorePublicAcls: true }, "half"),
      account({ blockPublicPolicy: true, restrictPublicBuckets: true }, "rest"),
    ],
    "nothing to block": [],
  },
  decidedWithout: {
    "half: blockPublicPolicy": decided,
    "half: restrictPublicBuckets": decided,
    "rest: blockPublicAcls": decided,
    "rest: ignorePublicAcls": decided,
  },
  violations: {
    "no block at all": (stack) => {
      delete stack.block;
    },
    "public ACLs": (stack) => {
      stack.block = block({ ...all, blockPublicAcls: false });
    },
    "public policies": (stack) => {
      stack.block = block({ ...all, blockPublicPolicy: false });
    },
    "public ACLs that are there already": (stack) => {
      stack.block = block({ ...all, ignorePublicAcls: false });
    },
    "public policies that are there already": (stack) => {
      stack.block = block({ ...all, restrictPublicBuckets: false });
    },
    "the provider's defaults": (stack) => {
      stack.block = block({});
    },
    "the block of another bucket": (stack) => {
      stack.other = { ...bucket, name: "other" };
    },
  },
  alsoViolating: {
    "three of four for the account": [bucket, account({ ...all, blockPublicPolicy: false })],
    "a block that may be of another account": [bucket, account({ ...all, accountId: "123456789012" })],
    "a setting that neither of two accounts has": [
      bucket,
      account({ ...all, ignorePublicAcls: false }, "one"),
      account({ ignorePublicAcls: false }, "other"),
    ],
  },
};
