import { rule } from "../../../../policypack/rules/ecr/encrypted";
import type { ResourceExamples } from "../../examples";

const template = "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate";

export const examples: ResourceExamples = {
  rule,
  type: "aws:ecr/repository:Repository",
  compliant: {
    name: "router",
    encryptionConfigurations: [
      { encryptionType: "KMS", kmsKey: "arn:aws:kms:eu-central-1:123456789012:key/1" },
    ],
  },
  alsoCompliant: {
    "a template of repositories, with two layers": {
      type: template,
      inputs: { encryptionConfigurations: [{ encryptionType: "KMS_DSSE" }] },
    },
  },
  violations: {
    "S3's own keys": (inputs) => {
      inputs.encryptionConfigurations[0].encryptionType = "AES256";
    },
    "the provider's default": (inputs) => {
      delete inputs.encryptionConfigurations;
    },
    "no type of encryption": (inputs) => {
      delete inputs.encryptionConfigurations[0].encryptionType;
    },
  },
  alsoViolating: { "a template that does not say": { type: template, inputs: {} } },
  notApplicable: "aws:ecr/repositoryPolicy:RepositoryPolicy",
};
