import { rule } from "../../../../policypack/rules/lb/listener-encrypted";
import type { Inputs, ResourceExamples } from "../../examples";

const redirect = (to: object, type = "redirect"): Inputs => ({
  port: 80,
  protocol: "HTTP",
  defaultActions: [{ type, redirect: { statusCode: "HTTP_301", ...to } }],
});
const decidedWithout = { protocol: "whatever it speaks, it sends the client to HTTPS" };

export const examples: ResourceExamples = {
  rule,
  type: "aws:lb/listener:Listener",
  compliant: {
    port: 443,
    protocol: "HTTPS",
    sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    defaultActions: [{ type: "forward", targetGroupArn: "arn:aws:elasticloadbalancing:::targetgroup/a" }],
  },
  alsoCompliant: {
    "a network load balancer": { type: "aws:alb/listener:Listener", inputs: { protocol: "TLS" } },
    "a redirect to HTTPS": { inputs: redirect({ port: "443", protocol: "HTTPS" }), decidedWithout },
  },
  violations: {
    "plain HTTP": (inputs) => {
      inputs.protocol = "HTTP";
    },
    "the provider's default, which is HTTP": (inputs) => {
      delete inputs.protocol;
    },
    "plain TCP": (inputs) => {
      inputs.protocol = "TCP";
    },
  },
  alsoViolating: {
    "the older name": { type: "aws:alb/listener:Listener", inputs: { protocol: "HTTP" } },
    "a redirect to HTTP": { inputs: redirect({ protocol: "HTTP" }) },
    "a redirect that keeps the protocol": { inputs: redirect({ port: "8080" }) },
    "a redirect that is not used": { inputs: redirect({ protocol: "HTTPS" }, "forward") },
  },
  notApplicable: "aws:lb/targetGroup:TargetGroup",
};
