import { demand } from "../../lib/finding";
import { managedNodeGroups, nodeComponents } from "../../lib/node-pool";
import { resourceRule } from "../../lib/rule";
import { not } from "../../lib/truth";

const message =
  "must not be given: a key for SSH opens the nodes beside IAM and leaves no trace of who used it.";

/** Where a key stands, whatever the type: no type has a key of another's name for something else. */
const keys = [
  "remoteAccess.ec2SshKey",
  "keyName",
  "nodePublicKey",
  "nodeGroupOptions.keyName",
  "nodeGroupOptions.nodePublicKey",
];

export const rule = resourceRule({
  name: "eks-no-node-ssh",
  title: "Nodes take no SSH",
  description:
    "A key pair on a node is shared, never expires and opens port 22 to the whole internet where no source group is named. Session Manager needs neither key nor port.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "NIST 800-53", version: "r5", id: "AC-17" },
    { standard: "EKS best practices", version: "", id: "protecting-the-infrastructure" },
  ],
  peers: ["CKV_AWS_100"],
  url: "https://docs.aws.amazon.com/eks/latest/best-practices/protecting-the-infrastructure.html",
  remediation: "Remove the key, and reach nodes with Session Manager or `kubectl debug`.",
  types: [
    "aws:ec2/launchTemplate:LaunchTemplate",
    "aws:ec2/launchConfiguration:LaunchConfiguration",
    ...managedNodeGroups,
    ...nodeComponents,
  ],
  check: ({ properties }) =>
    keys.map((key) => properties.at(key)).flatMap((key) => demand(not(key.given()), key, message)),
});
