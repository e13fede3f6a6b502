import { demand } from "../../lib/finding";
import { instances, launchTemplate } from "../../lib/instances";
import { resourceRule } from "../../lib/rule";
import { volume, volumesOf } from "../../lib/volumes";

export const rule = resourceRule({
  name: "ebs-volume-type",
  title: "Volumes of EBS are of the type gp3",
  description:
    "A gp2 volume costs a quarter more and is slow when it is small: its speed grows with its size, and bursts run out under image pulls. AWS makes gp2 where no type is given.",
  severity: "low",
  level: "mandatory",
  requirements: [],
  peers: [],
  url: "https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html",
  remediation: "Set `volumeType`, or `type` of a volume, to `gp3`.",
  settings: {
    types: {
      type: "array",
      items: { type: "string" },
      description: "The types of volumes that are allowed.",
      default: ["gp3"],
    },
  },
  types: [volume, launchTemplate, ...instances],
  check: (resource, { types }) =>
    volumesOf(resource).flatMap(({ kind }) =>
      demand(
        kind.oneOf(types, false),
        kind,
        `must be one of ${types.map((type) => `\`${type}\``).join(", ")}: AWS's default is slower and costs more.`,
      ),
    ),
});
