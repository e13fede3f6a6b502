import { chartTypes } from "../../lib/charts";
import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";
import { any } from "../../lib/truth";

const message =
  "must be one version in full, as `1.4.2`: a range, or none, installs what is newest on that day.";

/** A version of semver.org with all of its three numbers. */
const EXACT = /^v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/;

/** A folder or an archive of the program's own, which has no other version, or a chart by its digest. */
const FIXED = /^[./]|\.tgz$|@sha256:/;

export const rule = resourceRule({
  name: "kubernetes-chart-version-pinned",
  title: "Every Helm chart is pinned to one version",
  description:
    "A chart without a version, or with a range of them, brings what its repository holds on the day of the update: nobody has seen it in a preview, and an update of the program changes it along.",
  severity: "medium",
  level: "mandatory",
  requirements: [{ standard: "NIST 800-53", version: "r5", id: "CM-2" }],
  peers: [],
  url: "https://www.pulumi.com/registry/packages/kubernetes/api-docs/helm/v4/chart/",
  remediation: "Set `version` to the version that was tested.",
  types: chartTypes,
  check: ({ properties }) => {
    const version = properties.at("version");
    if (version.state !== "absent") {
      return demand(
        version.text((text) => EXACT.test(text), undefined),
        version,
        message,
      );
    }
    const folder = properties.at("path").given();
    if (folder === true) return [];
    const fixed = properties.at("chart").text((text) => FIXED.test(text), false);
    return demand(any(folder, fixed), version, message);
  },
});
