import { rule } from "../../../../policypack/rules/kms/rotation";
import type { ResourceExamples } from "../../examples";

export const examples: ResourceExamples = {
  rule,
  type: "aws:kms/key:Key",
  compliant: { description: "plinth", enableKeyRotation: true },
  alsoCompliant: {
    "a key of two halves, which KMS cannot rotate": {
      inputs: { customerMasterKeySpec: "RSA_4096" },
      decidedWithout: { enableKeyRotation: "KMS cannot rotate a key of this kind" },
    },
    "a key in a key store of one's own": {
      inputs: { customKeyStoreId: "cks-1", enableKeyRotation: false },
      decidedWithout: {
        enableKeyRotation: "KMS cannot rotate a key in such a store",
        customerMasterKeySpec: "KMS cannot rotate a key in such a store",
      },
    },
  },
  violations: {
    "no rotation": (inputs) => {
      inputs.enableKeyRotation = false;
    },
    "the provider's default, which is none": (inputs) => {
      delete inputs.enableKeyRotation;
    },
    "no rotation of a key that is said to be symmetric": (inputs) => {
      inputs.enableKeyRotation = false;
      inputs.customerMasterKeySpec = "SYMMETRIC_DEFAULT";
    },
  },
  notApplicable: "aws:kms/alias:Alias",
};
