import { rule } from "../../../../policypack/rules/tags/required";
import type { ResourceExamples } from "../../examples";
import { secret, unknownValue } from "../../server";

const tags = { ManagedBy: "pulumi", Repository: "example/plinth" };
const component = (type: string, input: string) => ({ type, inputs: { [input]: tags } });
const bare = (type: string, input: string) => ({ type, inputs: { [input]: { ManagedBy: "pulumi" } } });

export const examples: ResourceExamples = {
  rule,
  type: "aws:ec2/vpc:Vpc",
  compliant: { cidrBlock: "10.0.0.0/16", tags: { ManagedBy: "pulumi", Repository: "example/plinth" } },
  alsoCompliant: {
    "tags among others": { inputs: { tags: { ...tags, Name: "main" } } },
    "the default tags of the provider": {
      inputs: {},
      provider: { defaultTags: JSON.stringify({ tags }) },
    },
    "default tags that are no text": { inputs: {}, provider: { defaultTags: { tags } } },
    "one tag of each": {
      inputs: { tags: { Repository: "example/plinth" } },
      provider: { defaultTags: JSON.stringify({ tags: { ManagedBy: "pulumi" } }) },
    },
    "own tags beside default tags that are not known": {
      inputs: { tags },
      provider: { defaultTags: unknownValue },
    },
    "values that are secret or not known yet": {
      inputs: { tags: { ManagedBy: secret("pulumi"), Repository: unknownValue } },
    },
    "the cluster of @pulumi/eks": component("eks:index:Cluster", "tags"),
    "the managed node group of @pulumi/eks": component("eks:index:ManagedNodeGroup", "tags"),
    "the node group of @pulumi/eks": component("eks:index:NodeGroup", "autoScalingGroupTags"),
    "the second node group of @pulumi/eks": component("eks:index:NodeGroupV2", "autoScalingGroupTags"),
    "the security group of @pulumi/eks": component("eks:index:NodeGroupSecurityGroup", "tags"),
  },
  violations: {
    "one tag missing": (inputs) => {
      delete inputs.tags.Repository;
    },
    "the other tag missing": (inputs) => {
      delete inputs.tags.ManagedBy;
    },
    "no tags": (inputs) => {
      delete inputs.tags;
    },
    "an empty value": (inputs) => {
      inputs.tags.Repository = "";
    },
  },
  alsoViolating: {
    "a tag that the provider has not either": {
      inputs: { tags: { ManagedBy: "pulumi" } },
      provider: { defaultTags: JSON.stringify({ tags: { Owner: "platform" } }) },
    },
    "a provider without default tags": { inputs: {}, provider: { region: "eu-central-1" } },
    "the cluster of @pulumi/eks": bare("eks:index:Cluster", "tags"),
    "the managed node group of @pulumi/eks": bare("eks:index:ManagedNodeGroup", "tags"),
    "the node group of @pulumi/eks": bare("eks:index:NodeGroup", "autoScalingGroupTags"),
    "the second node group of @pulumi/eks": bare("eks:index:NodeGroupV2", "autoScalingGroupTags"),
    "the security group of @pulumi/eks": bare("eks:index:NodeGroupSecurityGroup", "tags"),
  },
  notApplicable: "aws:ec2/route:Route",
  decidedWithout: {
    "the default tags of the provider: tags": "The provider has every tag.",
    "the default tags of the provider: tags.ManagedBy": "The provider has it.",
    "the default tags of the provider: tags.Repository": "The provider has it.",
    "default tags that are no text: tags": "The provider has every tag.",
    "default tags that are no text: tags.ManagedBy": "The provider has it.",
    "default tags that are no text: tags.Repository": "The provider has it.",
    "one tag of each: tags.ManagedBy": "The provider has it.",
  },
};
