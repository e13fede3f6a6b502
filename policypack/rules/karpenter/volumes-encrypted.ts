import { demand } from "../../lib/finding";
import { nodeClassTypes, ofEachVolume } from "../../lib/karpenter";
import { resourceRule } from "../../lib/rule";

const message = "must be `true`: the volumes of nodes hold images, logs and the secrets of pods.";
const customMessage =
  "must be given with `encrypted: true`: the volumes of a custom AMI are as the AMI has them.";

export const rule = resourceRule({
  name: "karpenter-volumes-encrypted",
  title: "Volumes of nodes of Karpenter are encrypted",
  description:
    "The volume of a node holds the images, logs and secrets of all of its pods. EC2 does not encrypt a volume of which nothing is said, unless the account is set to.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "AWS FSBP", version: "", id: "EC2.3" },
    { standard: "NIST 800-53", version: "r5", id: "SC-28" },
  ],
  peers: [],
  url: "https://karpenter.sh/docs/concepts/nodeclasses/#specblockdevicemappings",
  remediation: "Set `ebs.encrypted` to `true` in every one of `spec.blockDeviceMappings`.",
  types: nodeClassTypes,
  check: (resource) =>
    ofEachVolume(resource, customMessage, (volume) => {
      const encrypted = volume.at("encrypted");
      return demand(encrypted.is(true, false), encrypted, message);
    }),
});
