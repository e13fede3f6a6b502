import { demand } from "../../lib/finding";
import { instances, launchTemplate } from "../../lib/instances";
import { resourceRule } from "../../lib/rule";
import { any, not } from "../../lib/truth";
import { volume, volumesOf } from "../../lib/volumes";

const message =
  "must be given: a gp3 volume is as slow as its base of 3,000 IOPS and 125 MiB/s, however large it is.";

export const rule = resourceRule({
  name: "ebs-gp3-performance",
  title: "Volumes of the type gp3 state their IOPS and throughput",
  description:
    "The speed of a gp3 volume does not grow with its size. Images for GPUs of many GiB take minutes to pull at the base of 125 MiB/s; who states the figures has thought about them.",
  severity: "low",
  level: "mandatory",
  requirements: [],
  peers: [],
  url: "https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html",
  remediation: "Set `iops` (3,000 or more) and `throughput` (125 MiB/s or more) to what the nodes need.",
  types: [volume, launchTemplate, ...instances],
  check: (resource) =>
    volumesOf(resource).flatMap(({ settings, kind }) => {
      const isGp3 = kind.oneOf(["gp3"], false);
      return [settings.at("iops"), settings.at("throughput")].flatMap((figure) =>
        demand(any(not(isGp3), figure.given()), figure, message),
      );
    }),
});
