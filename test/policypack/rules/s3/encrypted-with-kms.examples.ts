import { rule } from "../../../../policypack/rules/s3/encrypted-with-kms";
import type { ExampleResource, StackExamples } from "../../examples";

const encryption = (sseAlgorithm: string, name = "encryption", bucket = "bucket"): ExampleResource => ({
  type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  name,
  inputs: { bucket: "models", rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm } }] },
  propertyDependencies: { bucket: [bucket] },
});
const bucket = (inputs = {}, name = "bucket"): ExampleResource => ({
  type: "aws:s3/bucket:Bucket",
  name,
  inputs,
});
const logging: ExampleResource = {
  type: "aws:s3/bucketLogging:BucketLogging",
  name: "logging",
  inputs: { bucket: "models", targetBucket: "logs", targetPrefix: "models/" },
  propertyDependencies: { bucket: ["bucket"], targetBucket: ["logs"] },
};
const older = (inputs = {}): ExampleResource => ({ type: "aws:s3/bucketV2:BucketV2", name: "older", inputs });
const inlined = (sseAlgorithm: string): ExampleResource =>
  bucket({
    serverSideEncryptionConfiguration: { rule: { applyServerSideEncryptionByDefault: { sseAlgorithm } } },
  });
const listed = (sseAlgorithm: string): ExampleResource =>
  older({
    serverSideEncryptionConfigurations: [
      { rules: [{ applyServerSideEncryptionByDefaults: [{ sseAlgorithm }] }] },
    ],
  });

export const examples: StackExamples = {
  rule,
  compliant: [bucket({ bucket: "models" }), encryption("aws:kms")],
  alsoCompliant: {
    "two layers of encryption, under the older names": [
      older(),
      {
        ...encryption("aws:kms:dsse", "encryption", "older"),
        type: "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
      },
    ],
    "in the bucket itself": [inlined("aws:kms")],
    "S3's own keys in a bucket for access logs": [
      bucket({ bucket: "models" }),
      encryption("aws:kms"),
      logging,
      bucket({}, "logs"),
      encryption("AES256", "of-logs", "logs"),
    ],
    "in the bucket itself, under the older name": [listed("aws:kms")],
  },
  violations: {
    "S3's own keys": ({ encryption: configuration }) => {
      if (configuration) configuration.inputs = encryption("AES256").inputs;
    },
    "nothing said": (stack) => {
      delete stack.encryption;
    },
    "nothing said but a bucket's name": ({ encryption: configuration }) => {
      if (configuration) configuration.inputs = { bucket: "models" };
    },
    "nothing in a rule": ({ encryption: configuration }) => {
      if (configuration) configuration.inputs = { bucket: "models", rules: [{ bucketKeyEnabled: true }] };
    },
    "the encryption of another bucket": (stack) => {
      stack.other = bucket({}, "other");
    },
  },
  alsoViolating: {
    "S3's own keys in the bucket itself": [inlined("AES256")],
    "S3's own keys in the bucket itself, beside KMS elsewhere": [inlined("AES256"), encryption("aws:kms")],
    "S3's own keys, under the older name": [listed("AES256")],
    "S3's own keys in a bucket that logs its accesses elsewhere": [
      bucket({ bucket: "models" }),
      encryption("AES256"),
      logging,
    ],
    "an empty list, under the older name": [older({ serverSideEncryptionConfigurations: [] })],
    "S3's own keys elsewhere, beside KMS in the bucket itself": [inlined("aws:kms"), encryption("AES256")],
  },
};
