import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";
import { inTurn, not } from "../../lib/truth";

const message = "must be `true`: the load balancer would have addresses on the internet.";

export const rule = resourceRule({
  name: "lb-internal",
  title: "Load balancers are internal",
  description:
    "A load balancer is open to the internet unless it is told otherwise. Gateway load balancers have no public side.",
  severity: "high",
  level: "mandatory",
  requirements: [{ standard: "NIST 800-53", version: "r5", id: "SC-7" }],
  peers: ["AVD-AWS-0053"],
  url: "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html",
  remediation: "Set `internal` to `true`; give the one that must be public a waiver.",
  types: ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"],
  check: ({ properties }) => {
    const internal = properties.at("internal");
    const isPublic = inTurn(
      () => not(internal.is(true, false)),
      () => not(properties.at("loadBalancerType").oneOf(["gateway"], false)),
    );
    return demand(not(isPublic), internal, message);
  },
});
