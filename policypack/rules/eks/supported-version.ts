import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";

export const rule = resourceRule({
  name: "eks-supported-version",
  title: "The cluster runs a version of Kubernetes in standard support",
  description:
    "After standard support a version costs six times as much and is upgraded by AWS when extended support ends; without a version the cluster stays on what was newest when it was made.",
  severity: "medium",
  level: "advisory",
  requirements: [
    { standard: "AWS FSBP", version: "", id: "EKS.2" },
    { standard: "NIST 800-53", version: "r5", id: "SI-2" },
    { standard: "EKS best practices", version: "", id: "cluster-upgrades" },
  ],
  peers: ["CKV_AWS_339"],
  url: "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html",
  remediation: "Set `version` to one in standard support, and upgrade one minor version at a time.",
  settings: {
    versions: {
      type: "array",
      items: { type: "string" },
      description:
        "The versions in standard support. The default holds since 1.33 left standard support on 2026-07-29, until 1.34 does.",
      default: ["1.34", "1.35", "1.36"],
    },
  },
  types: ["aws:eks/cluster:Cluster", "eks:index:Cluster"],
  check: ({ properties }, { versions }) => {
    const version = properties.at("version");
    const allowed = versions.join(", ");
    return demand(
      version.oneOf(versions, false),
      version,
      `must be a version in standard support (${allowed}): others cost more and get no fixes of their own.`,
    );
  },
});
