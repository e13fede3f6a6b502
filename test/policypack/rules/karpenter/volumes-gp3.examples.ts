import { rule } from "../../../../policypack/rules/karpenter/volumes-gp3";
import type { ResourceExamples } from "../../examples";
import { nodeClass } from "../../karpenter";

const volume = { deviceName: "/dev/xvda", ebs: { volumeSize: "100Gi", volumeType: "gp3" } };

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
  compliant: nodeClass({ blockDeviceMappings: [volume] }),
  alsoCompliant: {
    "Karpenter's default": { inputs: nodeClass({}) },
    "Karpenter's default for a family": { inputs: nodeClass({ amiFamily: "AL2023" }) },
    "a patch that says nothing of it": {
      type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClassPatch",
      inputs: { spec: { amiFamily: "Custom" } },
    },
  },
  violations: {
    "the type before": (inputs) => {
      inputs.spec.blockDeviceMappings[0].ebs.volumeType = "gp2";
    },
    "EC2's default": (inputs) => {
      delete inputs.spec.blockDeviceMappings[0].ebs.volumeType;
    },
    "a second volume": (inputs) => {
      inputs.spec.blockDeviceMappings.push({ deviceName: "/dev/xvdb", ebs: { volumeSize: "500Gi" } });
    },
    "the volumes of a custom AMI": (inputs) => {
      inputs.spec.amiFamily = "Custom";
      delete inputs.spec.blockDeviceMappings;
    },
  },
  alsoViolating: {
    "a patch": {
      type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClassPatch",
      inputs: { spec: { blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { volumeType: "gp2" } }] } },
    },
  },
  notApplicable: "kubernetes:karpenter.sh/v1:NodePool",
};
