import { closedToInternet, covers, ingressTypes } from "../../lib/firewall";
import { resourceRule } from "../../lib/rule";

const message = "must not be the internet for port 3389: remote desktops are what ransomware comes in by.";

export const rule = resourceRule({
  name: "network-no-rdp-ingress",
  title: "The internet does not reach remote desktops",
  description:
    "RDP has had flaws that need no password, and passwords that are guessed. Fleet Manager shows a desktop without an open port.",
  severity: "critical",
  level: "mandatory",
  requirements: [
    { standard: "CIS AWS Foundations", version: "3.0.0", id: "5.2" },
    { standard: "CIS AWS Foundations", version: "3.0.0", id: "5.3" },
    { standard: "AWS FSBP", version: "", id: "EC2.19" },
    { standard: "NIST 800-53", version: "r5", id: "SC-7" },
  ],
  peers: ["CKV_AWS_25", "AVD-AWS-0107"],
  url: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
  remediation: "Remove the rule and use Fleet Manager, or name the ranges that may connect.",
  types: ingressTypes,
  check: (resource) => closedToInternet(resource, (each) => covers(each, 3389, 3389), message),
});
