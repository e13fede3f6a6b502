import { isWithin } from "../../lib/cidr";
import { demand } from "../../lib/finding";
import { egressTypes, openingsOf } from "../../lib/firewall";
import { resourceRule } from "../../lib/rule";
import { any, not } from "../../lib/truth";

const message =
  "must lie in the private ranges (the setting `allowed`): what runs there could send data to anybody on the internet.";

export const rule = resourceRule({
  name: "network-private-egress",
  title: "Security groups let traffic out to private ranges alone",
  description:
    "A workload that was broken into calls home. With egress limited to the private network, to prefix lists of AWS and to named groups, it reaches nobody.",
  severity: "high",
  level: "mandatory",
  requirements: [{ standard: "NIST 800-53", version: "r5", id: "SC-7" }],
  peers: ["CKV_AWS_382", "AVD-AWS-0104"],
  url: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
  remediation:
    "Name private ranges, prefix lists (`prefixListIds`, as that of S3) or security groups; let the rest go through VPC endpoints or a proxy.",
  settings: {
    allowed: {
      type: "array",
      items: { type: "string" },
      description:
        "The ranges that traffic may go to: by default those of RFC 1918, and the unique local addresses of IPv6.",
      default: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"],
    },
  },
  types: egressTypes,
  check: (resource, { allowed }) =>
    openingsOf(resource, "egress").flatMap(({ range, applies }) => {
      const isPrivate = range.text((cidr) => isWithin(cidr, allowed), true);
      return demand(any(not(applies), isPrivate), range, message);
    }),
});
