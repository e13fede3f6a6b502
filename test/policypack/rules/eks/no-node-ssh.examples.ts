import { rule } from "../../../../policypack/rules/eks/no-node-ssh";
import type { ResourceExamples } from "../../examples";

export const examples: ResourceExamples = {
  rule,
  type: "aws:eks/nodeGroup:NodeGroup",
  compliant: { clusterName: "plinth", instanceTypes: ["m7i.xlarge"] },
  alsoCompliant: {
    "a launch template without a key": {
      type: "aws:ec2/launchTemplate:LaunchTemplate",
      inputs: { imageId: "ami-0abc" },
    },
    "remote access without a key": { inputs: { remoteAccess: { sourceSecurityGroupIds: ["sg-0abc"] } } },
    "options of a component's node group without a key": {
      type: "eks:index:Cluster",
      inputs: { nodeGroupOptions: { instanceType: "m7i.xlarge" } },
    },
  },
  violations: {
    "a key pair on a node group": (inputs) => {
      inputs.remoteAccess = { ec2SshKey: "admin" };
    },
    "a key pair with a source group": (inputs) => {
      inputs.remoteAccess = { ec2SshKey: "admin", sourceSecurityGroupIds: ["sg-0abc"] };
    },
  },
  alsoViolating: {
    "a key pair in a launch template": {
      type: "aws:ec2/launchTemplate:LaunchTemplate",
      inputs: { keyName: "admin" },
    },
    "a key pair in a launch configuration": {
      type: "aws:ec2/launchConfiguration:LaunchConfiguration",
      inputs: { keyName: "admin" },
    },
    "a managed node group of @pulumi/eks": {
      type: "eks:index:ManagedNodeGroup",
      inputs: { remoteAccess: { ec2SshKey: "admin" } },
    },
    "a node group of @pulumi/eks": { type: "eks:index:NodeGroup", inputs: { keyName: "admin" } },
    "a public key on a node group of @pulumi/eks": {
      type: "eks:index:NodeGroupV2",
      inputs: { nodePublicKey: "ssh-ed25519 AAAA" },
    },
    "a public key for the component's nodes": {
      type: "eks:index:Cluster",
      inputs: { nodePublicKey: "ssh-ed25519 AAAA" },
    },
    "a key pair in the options of the component's node group": {
      type: "eks:index:Cluster",
      inputs: { nodeGroupOptions: { keyName: "admin" } },
    },
    "a public key in the options of the component's node group": {
      type: "eks:index:Cluster",
      inputs: { nodeGroupOptions: { nodePublicKey: "ssh-ed25519 AAAA" } },
    },
  },
  notApplicable: "aws:ec2/instance:Instance",
};
