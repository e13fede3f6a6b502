import { demand } from "../../lib/finding";
import type { Finding } from "../../lib/finding";
import { instances, launchTemplate } from "../../lib/instances";
import { managedNodeGroups } from "../../lib/node-pool";
import { resourceRule } from "../../lib/rule";
import type { Resource } from "../../lib/rule";
import { any } from "../../lib/truth";
import { volume, volumesOf } from "../../lib/volumes";

const message = "must be `true`: the data would lie in the clear on AWS's disks and in each snapshot.";

const rootMessage =
  "must be given, with its root volume encrypted: the root volume of an image is in the clear.";

const poolMessage =
  "must be given, with its volumes encrypted: the disk of EKS's own template is in the clear.";

export const rule = resourceRule({
  name: "ebs-encrypted",
  title: "Volumes of EBS are encrypted",
  description:
    "Encryption protects a volume and its snapshots where the disk, the snapshot or the account goes astray. AWS leaves it off unless the region's default says otherwise, which a program cannot rely on.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "CIS AWS Foundations", version: "3.0.0", id: "2.2.1" },
    { standard: "AWS FSBP", version: "", id: "EC2.3" },
    { standard: "NIST 800-53", version: "r5", id: "SC-28" },
    { standard: "EKS best practices", version: "", id: "data-encryption-and-secrets-management" },
  ],
  peers: ["CKV_AWS_3", "CKV_AWS_8", "AVD-AWS-0008", "AVD-AWS-0026", "AVD-AWS-0131"],
  url: "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
  remediation:
    "Set `encrypted` to `true` on the volume, the root device and each mapping; give node groups a launch template that does.",
  types: [volume, launchTemplate, ...instances, ...managedNodeGroups],
  check: (resource) => {
    if (managedNodeGroups.some((type) => type === resource.type)) {
      const template = resource.properties.at("launchTemplate");
      return demand(template.given(), template, poolMessage);
    }
    const volumes = volumesOf(resource).map(({ settings }) => settings.at("encrypted"));
    return [
      ...checkRoot(resource),
      ...volumes.flatMap((encrypted) => demand(encrypted.is(true, false), encrypted, message)),
    ];
  },
});

/** What is said of no root volume is decided by the image. */
function checkRoot({ type, properties }: Resource): Finding[] {
  if (type === volume) return [];
  if (type === launchTemplate) {
    const mappings = properties.at("blockDeviceMappings");
    return demand(
      mappings.some((mapping) => mapping.at("ebs").given()),
      mappings,
      rootMessage,
    );
  }
  const root = properties.at("rootBlockDevice");
  return demand(any(root.given(), properties.at("launchTemplate").given()), root, rootMessage);
}
