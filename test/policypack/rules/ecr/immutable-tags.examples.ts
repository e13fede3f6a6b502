import { rule } from "../../../../policypack/rules/ecr/immutable-tags";
import type { ResourceExamples } from "../../examples";

const template = "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate";

export const examples: ResourceExamples = {
  rule,
  type: "aws:ecr/repository:Repository",
  compliant: { name: "router", imageTagMutability: "IMMUTABLE" },
  alsoCompliant: {
    "a template of repositories": { type: template, inputs: { imageTagMutability: "IMMUTABLE" } },
  },
  violations: {
    "tags that can be moved": (inputs) => {
      inputs.imageTagMutability = "MUTABLE";
    },
    "the provider's default": (inputs) => {
      delete inputs.imageTagMutability;
    },
    "some tags that can be moved": (inputs) => {
      inputs.imageTagMutability = "IMMUTABLE_WITH_EXCLUSION";
    },
  },
  alsoViolating: { "a template that does not say": { type: template, inputs: {} } },
  notApplicable: "aws:ecr/repositoryPolicy:RepositoryPolicy",
};
