import { rule } from "../../../../policypack/rules/ebs/customer-key";
import type { ResourceExamples } from "../../examples";

const kmsKeyId = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

export const examples: ResourceExamples = {
  rule,
  type: "aws:ec2/launchTemplate:LaunchTemplate",
  compliant: { blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: "true", kmsKeyId } }] },
  alsoCompliant: {
    "a volume under an alias of one's own": {
      type: "aws:ebs/volume:Volume",
      inputs: { encrypted: true, kmsKeyId: "alias/plinth-aws/ebs" },
    },
    "a key that is made in the same program": {
      type: "aws:ebs/volume:Volume",
      inputs: { encrypted: true, kmsKeyId: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" },
    },
    "an instance": {
      type: "aws:ec2/instance:Instance",
      inputs: { rootBlockDevice: { kmsKeyId }, ebsBlockDevices: [{ kmsKeyId }] },
    },
  },
  violations: {
    "no key, so that AWS's is taken": (inputs) => {
      delete inputs.blockDeviceMappings[0].ebs.kmsKeyId;
    },
    "AWS's key by its alias": (inputs) => {
      inputs.blockDeviceMappings[0].ebs.kmsKeyId = "alias/aws/ebs";
    },
    "AWS's key by the ARN of its alias": (inputs) => {
      inputs.blockDeviceMappings[0].ebs.kmsKeyId = "arn:aws:kms:eu-central-1:111122223333:alias/aws/ebs";
    },
  },
  alsoViolating: {
    "a volume without a key": { type: "aws:ebs/volume:Volume", inputs: { encrypted: true } },
    "an instance with one volume that has no key": {
      type: "aws:ec2/instance:Instance",
      inputs: { rootBlockDevice: { kmsKeyId }, ebsBlockDevices: [{ encrypted: true }] },
    },
    "a spot instance without a key": {
      type: "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
      inputs: { rootBlockDevice: { encrypted: true } },
    },
  },
  notApplicable: "aws:ec2/launchConfiguration:LaunchConfiguration",
};
