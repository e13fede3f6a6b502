import { rule } from "../../../../policypack/rules/cost/nat-gateways";
import type { ExampleResource, StackExamples } from "../../examples";

const gateway = (name: string): ExampleResource => ({
  type: "aws:ec2/natGateway:NatGateway",
  name,
  inputs: { connectivityType: "public" },
});

export const examples: StackExamples = {
  rule,
  compliant: ["a", "b"].map(gateway),
  alsoCompliant: {
    "other resources": [
      gateway("a"),
      ...["b", "c"].map((name) => ({ type: "aws:ec2/eip:Eip", name, inputs: {} })),
    ],
  },
  violations: {
    "a gateway more than wanted": (stack) => {
      stack["c"] = gateway("c");
    },
  },
  settings: { maxNatGateways: 2 },
};
