import { rule } from "../../../../policypack/rules/eks/secrets-encrypted";
import type { ResourceExamples } from "../../examples";

const keyArn = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

export const examples: ResourceExamples = {
  rule,
  type: "aws:eks/cluster:Cluster",
  compliant: { encryptionConfig: { provider: { keyArn }, resources: ["secrets"] } },
  alsoCompliant: {
    "a key that is made in the same program, for the component of @pulumi/eks": {
      type: "eks:index:Cluster",
      inputs: { encryptionConfigKeyArn: keyArn },
    },
    "more kinds of resources": {
      inputs: { encryptionConfig: { provider: { keyArn }, resources: ["configmaps", "secrets"] } },
    },
  },
  violations: {
    "no key": (inputs) => {
      delete inputs.encryptionConfig;
    },
    "a provider without a key": (inputs) => {
      inputs.encryptionConfig.provider = {};
    },
    "a key for no resources": (inputs) => {
      inputs.encryptionConfig.resources = [];
    },
    "a key for other resources": (inputs) => {
      inputs.encryptionConfig.resources = ["configmaps"];
    },
    "a key for nothing": (inputs) => {
      inputs.encryptionConfig.resources = [null];
    },
    "a key, and no resources named": (inputs) => {
      delete inputs.encryptionConfig.resources;
    },
  },
  alsoViolating: {
    "the component without a key": { type: "eks:index:Cluster", inputs: { version: "1.36" } },
    "the key of the resource, on the component": {
      type: "eks:index:Cluster",
      inputs: { encryptionConfig: { provider: { keyArn }, resources: ["secrets"] } },
    },
  },
  notApplicable: "aws:eks/nodeGroup:NodeGroup",
  decidedWithout: {
    "more kinds of resources: encryptionConfig.resources[0]": "the secrets are named beside",
  },
};
