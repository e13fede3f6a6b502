import { rule } from "../../../../policypack/rules/lb/internal";
import type { ResourceExamples } from "../../examples";

export const examples: ResourceExamples = {
  rule,
  type: "aws:lb/loadBalancer:LoadBalancer",
  compliant: { loadBalancerType: "application", internal: true },
  alsoCompliant: {
    "the older name": { type: "aws:alb/loadBalancer:LoadBalancer", inputs: { internal: true } },
    "a gateway load balancer, which is never public": {
      inputs: { loadBalancerType: "gateway" },
      decidedWithout: { internal: "a gateway load balancer is never public" },
    },
  },
  violations: {
    "a public load balancer": (inputs) => {
      inputs.internal = false;
    },
    "the provider's default, which is public": (inputs) => {
      delete inputs.internal;
    },
    "the default in everything": (inputs) => {
      delete inputs.internal;
      delete inputs.loadBalancerType;
    },
  },
  alsoViolating: {
    "the older name, public": { type: "aws:alb/loadBalancer:LoadBalancer", inputs: {} },
  },
  notApplicable: "aws:lb/targetGroup:TargetGroup",
};
