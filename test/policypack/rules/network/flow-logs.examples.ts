import { rule } from "../../../../policypack/rules/network/flow-logs";
import type { ExampleResource, StackExamples } from "../../examples";

const vpc: ExampleResource = { type: "aws:ec2/vpc:Vpc", name: "vpc", inputs: { cidrBlock: "10.0.0.0/16" } };

function log(name: string, trafficType: string, vpcs: string[]): ExampleResource {
  return {
    type: "aws:ec2/flowLog:FlowLog",
    name,
    inputs: { vpcId: "vpc-0abc", trafficType },
    propertyDependencies: { vpcId: vpcs },
  };
}

export const examples: StackExamples = {
  rule,
  compliant: [vpc, log("log", "ALL", ["vpc"])],
  alsoCompliant: {
    "a log of what is rejected": [vpc, log("log", "REJECT", ["vpc"])],
    "one of two logs": [vpc, log("accepted", "ACCEPT", ["vpc"]), log("log", "ALL", ["vpc"])],
    "two VPCs": [vpc, { ...vpc, name: "other" }, log("log", "ALL", ["vpc"]), log("log-2", "ALL", ["other"])],
    "no VPC": [log("log", "ALL", [])],
  },
  violations: {
    "no flow log": (stack) => {
      delete stack.log;
    },
    "a log of what is let through alone": (stack) => {
      if (stack.log) stack.log.inputs.trafficType = "ACCEPT";
    },
    "no word on the traffic": (stack) => {
      delete stack.log?.inputs.trafficType;
    },
    "a log of something else": (stack) => {
      if (stack.log) stack.log.propertyDependencies = { logDestination: ["vpc"] };
    },
    "a second VPC without one": (stack) => {
      stack.other = { ...vpc, name: "other" };
    },
  },
  alsoViolating: {
    "what is no flow log": [
      vpc,
      { type: "aws:ec2/subnet:Subnet", name: "subnet", inputs: {}, propertyDependencies: { vpcId: ["vpc"] } },
    ],
  },
  decidedWithout: { "one of two logs: accepted: trafficType": "the other log is of all traffic" },
};
