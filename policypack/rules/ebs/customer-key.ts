import { demand } from "../../lib/finding";
import { launchTemplate } from "../../lib/instances";
import { resourceRule } from "../../lib/rule";
import { volume, volumesOf } from "../../lib/volumes";

const message =
  "must name a KMS key of one's own: the key `aws/ebs` belongs to AWS, and its use can be neither limited nor taken away.";

export const rule = resourceRule({
  name: "ebs-customer-key",
  title: "Volumes of EBS are under a KMS key of one's own",
  description:
    "A key of one's own has a policy that says who may read the volumes, and can be disabled; snapshots under AWS's key cannot be shared with a recovery account.",
  severity: "medium",
  level: "mandatory",
  requirements: [
    { standard: "NIST 800-53", version: "r5", id: "SC-12" },
    { standard: "EKS best practices", version: "", id: "data-encryption-and-secrets-management" },
  ],
  peers: ["CKV_AWS_189", "AVD-AWS-0027"],
  url: "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
  remediation:
    "Set `kmsKeyId` to the ARN of a key of your own on the volume, the root device and each mapping.",
  types: [
    volume,
    launchTemplate,
    "aws:ec2/instance:Instance",
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
  ],
  check: (resource) =>
    volumesOf(resource)
      .map(({ settings }) => settings.at("kmsKeyId"))
      .flatMap((key) =>
        demand(
          key.reference((name) => !/\balias\/aws\//.test(name)),
          key,
          message,
        ),
      ),
});
