import { rule } from "../../../../policypack/rules/lb/tls-policy";
import type { FurtherExample, ResourceExamples } from "../../examples";

const under = (sslPolicy: string): FurtherExample => ({ inputs: { protocol: "HTTPS", sslPolicy } });

export const examples: ResourceExamples = {
  rule,
  type: "aws:lb/listener:Listener",
  compliant: { port: 443, protocol: "HTTPS", sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" },
  alsoCompliant: {
    "TLS 1.3 alone": under("ELBSecurityPolicy-TLS13-1-3-2021-06"),
    "TLS 1.2 alone": under("ELBSecurityPolicy-TLS-1-2-Ext-2018-06"),
    "forward secrecy": under("ELBSecurityPolicy-FS-1-2-Res-2020-10"),
    "no TLS at all, which another rule finds": {
      inputs: { protocol: "HTTP" },
      decidedWithout: { sslPolicy: "plain HTTP has no such policy" },
    },
    "the default protocol, which is HTTP": {
      inputs: { port: 80 },
      decidedWithout: { sslPolicy: "plain HTTP has no such policy" },
    },
  },
  violations: {
    "a policy that takes TLS 1.0": (inputs) => {
      inputs.sslPolicy = "ELBSecurityPolicy-2016-08";
    },
    "the provider's default, which takes TLS 1.0": (inputs) => {
      delete inputs.sslPolicy;
    },
    "TLS 1.3 that takes TLS 1.1 too": (inputs) => {
      inputs.sslPolicy = "ELBSecurityPolicy-TLS13-1-1-2021-06";
    },
    "a network load balancer's default": (inputs) => {
      inputs.protocol = "TLS";
      delete inputs.sslPolicy;
    },
  },
  alsoViolating: {
    "the older name of the type": { type: "aws:alb/listener:Listener", inputs: { protocol: "HTTPS" } },
    "a policy of TLS 1.1": under("ELBSecurityPolicy-TLS-1-1-2017-01"),
    "forward secrecy with TLS 1.1": under("ELBSecurityPolicy-FS-1-1-2019-08"),
    "a policy that only begins so": under("ELBSecurityPolicy-TLS-1-20-2016-08"),
    "a policy that only holds such a name": under("Old-ELBSecurityPolicy-TLS-1-2-2017-01"),
  },
  notApplicable: "aws:lb/targetGroup:TargetGroup",
};
