import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";
import { all } from "../../lib/truth";

/** Source: https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html */
const kinds = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

const message = `must hold ${kinds.map((kind) => `\`${kind}\``).join(", ")}: what is not logged cannot be looked into later.`;

export const rule = resourceRule({
  name: "eks-control-plane-logs",
  title: "The control plane logs all that it can",
  description:
    "An incident is traced through the logs of the API server, its audit trail and the authenticator; AWS keeps none of them unless it is told to.",
  severity: "medium",
  level: "mandatory",
  requirements: [
    { standard: "CIS Amazon EKS", version: "1.7.0", id: "2.1.1" },
    { standard: "AWS FSBP", version: "", id: "EKS.8" },
    { standard: "NIST 800-53", version: "r5", id: "AU-12" },
  ],
  peers: ["CKV_AWS_37", "AVD-AWS-0038"],
  url: "https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html",
  remediation: `Set \`enabledClusterLogTypes\` to \`${JSON.stringify(kinds)}\`.`,
  types: ["aws:eks/cluster:Cluster", "eks:index:Cluster"],
  check: ({ properties }) => {
    const enabled = properties.at("enabledClusterLogTypes");
    const logged = kinds.map((kind) => enabled.some((each) => each.oneOf([kind], false)));
    return demand(all(...logged), enabled, message);
  },
});
