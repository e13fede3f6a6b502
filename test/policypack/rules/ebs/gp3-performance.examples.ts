import { rule } from "../../../../policypack/rules/ebs/gp3-performance";
import type { ResourceExamples } from "../../examples";

const stated = "both figures are stated, which is enough whatever the type";

export const examples: ResourceExamples = {
  rule,
  type: "aws:ec2/launchTemplate:LaunchTemplate",
  compliant: {
    blockDeviceMappings: [
      { deviceName: "/dev/xvda", ebs: { volumeType: "gp3", iops: 6000, throughput: 500 } },
    ],
  },
  alsoCompliant: {
    "a volume": {
      type: "aws:ebs/volume:Volume",
      inputs: { type: "gp3", iops: 3000, throughput: 125 },
      decidedWithout: { type: stated },
    },
    "a volume of another type": { type: "aws:ebs/volume:Volume", inputs: { type: "st1" } },
    "a volume of AWS's default type": { type: "aws:ebs/volume:Volume", inputs: { size: 100 } },
  },
  violations: {
    "no IOPS": (inputs) => {
      delete inputs.blockDeviceMappings[0].ebs.iops;
    },
    "no throughput": (inputs) => {
      delete inputs.blockDeviceMappings[0].ebs.throughput;
    },
  },
  alsoViolating: {
    "a volume": { type: "aws:ebs/volume:Volume", inputs: { type: "gp3" } },
    "an instance": {
      type: "aws:ec2/instance:Instance",
      inputs: { rootBlockDevice: { volumeType: "gp3", iops: 3000 } },
    },
  },
  notApplicable: "aws:eks/nodeGroup:NodeGroup",
  decidedWithout: { "compliant: blockDeviceMappings[0].ebs.volumeType": stated },
};
