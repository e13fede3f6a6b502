import { rule } from "../../../../policypack/rules/ebs/encrypted";
import type { ResourceExamples } from "../../examples";

const instance = "aws:ec2/instance:Instance";

export const examples: ResourceExamples = {
  rule,
  type: "aws:ec2/launchTemplate:LaunchTemplate",
  compliant: {
    blockDeviceMappings: [
      { deviceName: "/dev/xvda", ebs: { encrypted: "true", volumeType: "gp3" } },
      { deviceName: "/dev/xvdb", ebs: { encrypted: "true", volumeType: "gp3" } },
    ],
  },
  alsoCompliant: {
    "a volume": { type: "aws:ebs/volume:Volume", inputs: { encrypted: true } },
    "an instance": {
      type: instance,
      inputs: { rootBlockDevice: { encrypted: true }, ebsBlockDevices: [{ encrypted: true }] },
    },
    "an instance that leaves it to its launch template": {
      type: instance,
      inputs: { launchTemplate: { id: "lt-0abc" } },
    },
    "a disk of the instance itself beside": {
      inputs: {
        blockDeviceMappings: [
          { deviceName: "/dev/xvda", ebs: { encrypted: "true" } },
          { deviceName: "/dev/sdb", virtualName: "ephemeral0" },
        ],
      },
    },
    "a node group with a launch template": {
      type: "aws:eks/nodeGroup:NodeGroup",
      inputs: { launchTemplate: { id: "lt-0abc", version: "1" } },
    },
  },
  violations: {
    "a volume in the clear": (inputs) => {
      inputs.blockDeviceMappings[0].ebs.encrypted = "false";
    },
    "a second volume in the clear, by AWS's default": (inputs) => {
      delete inputs.blockDeviceMappings[1].ebs.encrypted;
    },
    "no word on the image's root volume": (inputs) => {
      delete inputs.blockDeviceMappings;
    },
    "no mapping of a volume": (inputs) => {
      inputs.blockDeviceMappings = [{ deviceName: "/dev/sdb", virtualName: "ephemeral0" }];
    },
  },
  alsoViolating: {
    "a volume of its own": { type: "aws:ebs/volume:Volume", inputs: { size: 100 } },
    "an instance without a word on its root volume": {
      type: instance,
      inputs: { ebsBlockDevices: [{ encrypted: true }] },
    },
    "an instance whose root volume is in the clear": {
      type: instance,
      inputs: { rootBlockDevice: { encrypted: false } },
    },
    "an instance that overrides its launch template": {
      type: instance,
      inputs: { launchTemplate: { id: "lt-0abc" }, rootBlockDevice: { volumeSize: 50 } },
    },
    "an instance with a further volume in the clear": {
      type: instance,
      inputs: { rootBlockDevice: { encrypted: true }, ebsBlockDevices: [{ deviceName: "/dev/xvdb" }] },
    },
    "a launch configuration": {
      type: "aws:ec2/launchConfiguration:LaunchConfiguration",
      inputs: { rootBlockDevice: { volumeSize: 50 } },
    },
    "a node group without a launch template": {
      type: "aws:eks/nodeGroup:NodeGroup",
      inputs: { rootBlockDevice: { encrypted: true } },
    },
    "a component of @pulumi/eks without a launch template": {
      type: "eks:index:ManagedNodeGroup",
      inputs: { diskSize: 100 },
    },
  },
  notApplicable: "aws:eks/cluster:Cluster",
};
