import { violation } from "../../lib/finding";
import { stackRule } from "../../lib/rule";

export const rule = stackRule({
  name: "cost-nat-gateways",
  title: "There are no more NAT gateways than are wanted",
  description:
    "Each NAT gateway is charged by the hour and by what it carries. One in each zone is what availability asks for; more only cost.",
  severity: "low",
  level: "advisory",
  requirements: [],
  peers: [],
  url: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-pricing.html",
  remediation:
    "Share the NAT gateways of the zones, and reach AWS's services through VPC endpoints. Where more are wanted, raise the setting `maxNatGateways`.",
  settings: {
    maxNatGateways: { type: "number", description: "Most NAT gateways of a stack.", default: 3 },
  },
  checkStack: (stack, { maxNatGateways }) =>
    stack
      .ofType("aws:ec2/natGateway:NatGateway")
      .slice(maxNatGateways)
      .map(({ urn }) => ({
        ...violation("", "This NAT gateway is one more than the setting `maxNatGateways` allows the stack."),
        urn,
      })),
});
