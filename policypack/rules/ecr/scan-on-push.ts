import { demand } from "../../lib/finding";
import type { Property } from "../../lib/property";
import { stackRule } from "../../lib/rule";
import { all, any } from "../../lib/truth";
import type { Truth } from "../../lib/truth";

const message =
  "must be `true`, or the registry must scan every repository: known holes in an image stay unseen.";

/** Whether a rule of the registry scans every repository when an image comes in. */
function scansAll(each: Property): Truth {
  return all(
    each.at("scanFrequency").oneOf(["SCAN_ON_PUSH", "CONTINUOUS_SCAN"], false),
    each.at("repositoryFilters").some((filter) => filter.at("filter").oneOf(["*"], false)),
  );
}

export const rule = stackRule({
  name: "ecr-scan-on-push",
  title: "Images are scanned when they are pushed",
  description:
    "A scan tells which known vulnerabilities an image carries. It can be set for a repository, or for the whole registry.",
  severity: "medium",
  level: "mandatory",
  requirements: [
    { standard: "AWS FSBP", version: "", id: "ECR.1" },
    { standard: "NIST 800-53", version: "r5", id: "RA-5" },
  ],
  peers: ["CKV_AWS_163", "AVD-AWS-0030"],
  url: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html",
  remediation:
    "Set `imageScanningConfiguration.scanOnPush` to `true`, or add a `RegistryScanningConfiguration` " +
    "with a rule `SCAN_ON_PUSH` for the filter `*`.",
  checkStack: (stack) => {
    const registries = stack.ofType("aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration");
    const byRegistry = any(...registries.map(({ properties }) => properties.at("rules").some(scansAll)));
    return stack.ofType("aws:ecr/repository:Repository").flatMap(({ urn, properties }) => {
      const scan = properties.at("imageScanningConfiguration.scanOnPush");
      const findings = demand(any(scan.is(true, false), byRegistry), scan, message);
      return findings.map((finding) => ({ ...finding, urn }));
    });
  },
});
