import { rule } from "../../../../policypack/rules/tags/launch-template";
import type { ResourceExamples } from "../../examples";

export const examples: ResourceExamples = {
  rule,
  type: "aws:ec2/launchTemplate:LaunchTemplate",
  compliant: {
    tagSpecifications: [
      { resourceType: "instance", tags: { ManagedBy: "pulumi", Repository: "example/plinth" } },
      { resourceType: "volume", tags: { ManagedBy: "pulumi", Repository: "example/plinth" } },
    ],
  },
  alsoCompliant: {
    "more tags, in another order": {
      inputs: {
        tagSpecifications: [
          { resourceType: "volume", tags: { Name: "x", ManagedBy: "pulumi", Repository: "x" } },
          { resourceType: "instance", tags: { Repository: "x", ManagedBy: "pulumi" } },
        ],
      },
    },
  },
  violations: {
    "volumes without tags": (inputs) => {
      inputs.tagSpecifications.pop();
    },
    "instances without tags": (inputs) => {
      inputs.tagSpecifications.shift();
    },
    "instances without one tag": (inputs) => {
      delete inputs.tagSpecifications[0].tags.ManagedBy;
    },
    "volumes without the other tag": (inputs) => {
      delete inputs.tagSpecifications[1].tags.Repository;
    },
    "an empty value": (inputs) => {
      inputs.tagSpecifications[1].tags.Repository = "";
    },
    "an entry without tags": (inputs) => {
      delete inputs.tagSpecifications[1].tags;
    },
    "an entry without a resource type": (inputs) => {
      delete inputs.tagSpecifications[0].resourceType;
    },
    "tags of the template alone": (inputs) => {
      inputs.tags = inputs.tagSpecifications[0].tags;
      delete inputs.tagSpecifications;
    },
  },
  notApplicable: "aws:ec2/instance:Instance",
};
