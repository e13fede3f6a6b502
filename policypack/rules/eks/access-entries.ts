import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";

const message =
  "must be `API`: the ConfigMap `aws-auth` would decide who may enter, past IAM and its audit trail.";

export const rule = resourceRule({
  name: "eks-access-entries",
  title: "Access to the cluster is granted by access entries alone",
  description:
    "The ConfigMap `aws-auth` lets whoever may write it become an administrator, and one wrong edit locks everybody out; access entries are resources of AWS.",
  severity: "medium",
  level: "advisory",
  requirements: [
    { standard: "CIS Amazon EKS", version: "1.7.0", id: "4.1.7" },
    { standard: "NIST 800-53", version: "r5", id: "AC-2" },
    { standard: "EKS best practices", version: "", id: "identity-and-access-management" },
  ],
  peers: [],
  url: "https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html",
  remediation:
    "Set `accessConfig.authenticationMode`, or `authenticationMode` of `eks.Cluster`, to `API`, and make an access entry for each role that needs one.",
  types: ["aws:eks/cluster:Cluster", "eks:index:Cluster"],
  check: ({ type, properties }) => {
    const mode = properties.at(
      type === "eks:index:Cluster" ? "authenticationMode" : "accessConfig.authenticationMode",
    );
    return demand(mode.oneOf(["API"], false), mode, message);
  },
});
