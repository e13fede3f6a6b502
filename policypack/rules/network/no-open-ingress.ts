import { closedToInternet, covers, ingressTypes } from "../../lib/firewall";
import { resourceRule } from "../../lib/rule";

const message =
  "must not be the internet for all ports: what listens by mistake would be found before it is noticed.";

export const rule = resourceRule({
  name: "network-no-open-ingress",
  title: "The internet does not reach every port",
  description:
    "A rule for all ports opens what nobody meant to open: kubelets, metrics, databases, and what is installed next year.",
  severity: "critical",
  level: "mandatory",
  requirements: [
    { standard: "AWS FSBP", version: "", id: "EC2.18" },
    { standard: "NIST 800-53", version: "r5", id: "SC-7" },
  ],
  peers: ["CKV_AWS_277", "AVD-AWS-0107"],
  url: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
  remediation: "Name the ports that are served, on the security group of the load balancer alone.",
  types: ingressTypes,
  // Nothing listens on port 0, so that a range from 1 is as wide.
  check: (resource) => closedToInternet(resource, (each) => covers(each, 1, 65_535), message),
});
