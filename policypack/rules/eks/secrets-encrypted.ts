import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";
import { all } from "../../lib/truth";

const message =
  "must name a KMS key for `secrets`: the secrets of Kubernetes would be under a key that nobody but AWS controls.";

export const rule = resourceRule({
  name: "eks-secrets-encrypted",
  title: "Kubernetes secrets are encrypted with a KMS key of one's own",
  description:
    "With a key of one's own, reading the secrets in etcd needs a permission that can be audited and taken away; it can only be set when the cluster is made.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "CIS Amazon EKS", version: "1.7.0", id: "5.3.1" },
    { standard: "AWS FSBP", version: "", id: "EKS.3" },
    { standard: "NIST 800-53", version: "r5", id: "SC-28" },
  ],
  peers: ["CKV_AWS_58", "AVD-AWS-0039"],
  url: "https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html",
  remediation:
    'Set `encryptionConfig` to `{ provider: { keyArn: <key> }, resources: ["secrets"] }`; for `eks.Cluster` set `encryptionConfigKeyArn`.',
  types: ["aws:eks/cluster:Cluster", "eks:index:Cluster"],
  check: ({ type, properties }) => {
    if (type === "eks:index:Cluster") {
      const key = properties.at("encryptionConfigKeyArn");
      return demand(key.given(), key, message);
    }
    const config = properties.at("encryptionConfig");
    const covered = config.at("resources").some((resource) => resource.oneOf(["secrets"], false));
    return demand(all(config.at("provider.keyArn").given(), covered), config, message);
  },
});
