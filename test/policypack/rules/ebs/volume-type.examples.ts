import { rule } from "../../../../policypack/rules/ebs/volume-type";
import type { ResourceExamples } from "../../examples";

export const examples: ResourceExamples = {
  rule,
  type: "aws:ec2/launchTemplate:LaunchTemplate",
  compliant: {
    blockDeviceMappings: [
      { deviceName: "/dev/xvda", ebs: { volumeType: "gp3", iops: 6000, throughput: 500 } },
    ],
  },
  alsoCompliant: {
    "a volume": { type: "aws:ebs/volume:Volume", inputs: { type: "gp3" } },
    "a type that the settings allow": {
      type: "aws:ebs/volume:Volume",
      inputs: { type: "io2" },
      settings: { types: ["gp3", "io2"] },
    },
    "an instance": {
      type: "aws:ec2/instance:Instance",
      inputs: { rootBlockDevice: { volumeType: "gp3" }, ebsBlockDevices: [{ volumeType: "gp3" }] },
    },
  },
  violations: {
    "the type before": (inputs) => {
      inputs.blockDeviceMappings[0].ebs.volumeType = "gp2";
    },
    "AWS's default": (inputs) => {
      delete inputs.blockDeviceMappings[0].ebs.volumeType;
    },
  },
  alsoViolating: {
    "a volume of a type that is not allowed": { type: "aws:ebs/volume:Volume", inputs: { type: "io2" } },
    "the root volume of an instance": {
      type: "aws:ec2/instance:Instance",
      inputs: { rootBlockDevice: { volumeType: "gp2" } },
    },
    "a further volume of a launch configuration": {
      type: "aws:ec2/launchConfiguration:LaunchConfiguration",
      inputs: { rootBlockDevice: { volumeType: "gp3" }, ebsBlockDevices: [{ deviceName: "/dev/xvdb" }] },
    },
  },
  notApplicable: "aws:eks/nodeGroup:NodeGroup",
};
