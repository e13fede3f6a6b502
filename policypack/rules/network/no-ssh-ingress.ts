import { closedToInternet, covers, ingressTypes } from "../../lib/firewall";
import { resourceRule } from "../../lib/rule";

const message =
  "must not be the internet for port 22: SSH is tried there within minutes, by every scanner there is.";

export const rule = resourceRule({
  name: "network-no-ssh-ingress",
  title: "The internet does not reach SSH",
  description:
    "A port for SSH that is open to the internet is attacked around the clock; one leaked key or one flaw is enough. Session Manager needs no open port.",
  severity: "critical",
  level: "mandatory",
  requirements: [
    { standard: "CIS AWS Foundations", version: "3.0.0", id: "5.2" },
    { standard: "CIS AWS Foundations", version: "3.0.0", id: "5.3" },
    { standard: "AWS FSBP", version: "", id: "EC2.19" },
    { standard: "NIST 800-53", version: "r5", id: "SC-7" },
  ],
  peers: ["CKV_AWS_24", "AVD-AWS-0107"],
  url: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
  remediation: "Remove the rule and use Session Manager, or name the ranges that may connect.",
  types: ingressTypes,
  check: (resource) => closedToInternet(resource, (each) => covers(each, 22, 22), message),
});
