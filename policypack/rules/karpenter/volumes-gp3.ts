import { demand } from "../../lib/finding";
import { nodeClassTypes, ofEachVolume } from "../../lib/karpenter";
import { resourceRule } from "../../lib/rule";

const message = "must be `gp3`: the speed of the other general type depends on its size, and it costs more.";
const customMessage =
  "must be given with `volumeType: gp3`: the volumes of a custom AMI are as the AMI has them.";

export const rule = resourceRule({
  name: "karpenter-volumes-gp3",
  title: "Volumes of nodes of Karpenter are of gp3",
  description:
    "EC2 makes a gp2 volume where nothing is said; a small one runs out of credits while images are unpacked, and it costs a quarter more than gp3.",
  severity: "medium",
  level: "mandatory",
  requirements: [],
  peers: [],
  url: "https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html",
  remediation:
    "Set `ebs.volumeType` to `gp3` in every one of `spec.blockDeviceMappings`, with `iops` and `throughput` where images are large.",
  types: nodeClassTypes,
  check: (resource) =>
    ofEachVolume(resource, customMessage, (volume) => {
      const type = volume.at("volumeType");
      return demand(type.oneOf(["gp3"], false), type, message);
    }),
});
