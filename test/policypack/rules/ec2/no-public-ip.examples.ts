import { rule } from "../../../../policypack/rules/ec2/no-public-ip";
import type { ResourceExamples } from "../../examples";

const component = "eks:index:Cluster";

export const examples: ResourceExamples = {
  rule,
  type: "aws:ec2/launchTemplate:LaunchTemplate",
  compliant: { networkInterfaces: [{ associatePublicIpAddress: "false", deviceIndex: 0 }] },
  alsoCompliant: {
    "what the subnet decides": { inputs: { networkInterfaces: [{ deviceIndex: 0 }] } },
    "an instance": { type: "aws:ec2/instance:Instance", inputs: { associatePublicIpAddress: false } },
    "a component of @pulumi/eks": {
      type: "eks:index:NodeGroupV2",
      inputs: { nodeAssociatePublicIpAddress: false },
      decidedWithout: { skipDefaultNodeGroup: "the nodes, if there are any, have no public address" },
    },
    "a component without nodes": { type: component, inputs: { skipDefaultNodeGroup: true } },
    "a component whose options say so": {
      type: component,
      inputs: { nodeGroupOptions: { nodeAssociatePublicIpAddress: false } },
      decidedWithout: { skipDefaultNodeGroup: "the nodes, if there are any, have no public address" },
    },
  },
  violations: {
    "a public address, as the text that a launch template takes": (inputs) => {
      inputs.networkInterfaces[0].associatePublicIpAddress = "true";
    },
    "a public address on the second interface": (inputs) => {
      inputs.networkInterfaces.push({ associatePublicIpAddress: "true", deviceIndex: 1 });
    },
  },
  alsoViolating: {
    "an instance with a public address": {
      type: "aws:ec2/instance:Instance",
      inputs: { associatePublicIpAddress: true },
    },
    "a component of nodes, by its default": { type: "eks:index:NodeGroup", inputs: { minSize: 1 } },
    "a newer component of nodes, by its default": { type: "eks:index:NodeGroupV2", inputs: { minSize: 1 } },
    "a cluster's nodes, by the component's default": { type: component, inputs: {} },
    "a cluster's nodes, by its options' default": {
      type: component,
      inputs: { nodeAssociatePublicIpAddress: false, nodeGroupOptions: { minSize: 1 } },
    },
    "a cluster's nodes, on purpose": {
      type: component,
      inputs: { nodeGroupOptions: { nodeAssociatePublicIpAddress: true }, skipDefaultNodeGroup: false },
    },
  },
  notApplicable: "aws:eks/nodeGroup:NodeGroup",
};
