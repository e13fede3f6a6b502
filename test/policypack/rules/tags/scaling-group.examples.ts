import { rule } from "../../../../policypack/rules/tags/scaling-group";
import type { ResourceExamples } from "../../examples";

const tag = (key: string, value = "x", propagateAtLaunch: unknown = true) => ({
  key,
  value,
  propagateAtLaunch,
});

export const examples: ResourceExamples = {
  rule,
  type: "aws:autoscaling/group:Group",
  compliant: {
    maxSize: 10,
    minSize: 0,
    tags: [
      { key: "ManagedBy", value: "pulumi", propagateAtLaunch: true },
      { key: "Repository", value: "example/plinth", propagateAtLaunch: true },
    ],
  },
  alsoCompliant: {
    "in another order, as texts": { inputs: { tags: [tag("Repository", "x", "true"), tag("ManagedBy")] } },
  },
  violations: {
    "a tag that stays at the group": (inputs) => {
      inputs.tags[1].propagateAtLaunch = false;
    },
    "a tag that does not say where it goes": (inputs) => {
      delete inputs.tags[0].propagateAtLaunch;
    },
    "a tag missing": (inputs) => {
      inputs.tags.pop();
    },
    "the other tag missing": (inputs) => {
      inputs.tags.shift();
    },
    "an empty value": (inputs) => {
      inputs.tags[0].value = "";
    },
    "no value": (inputs) => {
      delete inputs.tags[0].value;
    },
    "a tag without a key": (inputs) => {
      delete inputs.tags[0].key;
    },
    "no tags": (inputs) => {
      delete inputs.tags;
    },
  },
  alsoViolating: {
    "default tags, which do not reach the group": {
      inputs: { tags: [] },
      provider: { defaultTags: { tags: { ManagedBy: "pulumi", Repository: "x" } } },
    },
  },
  notApplicable: "aws:ec2/vpc:Vpc",
};
