import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";
import { inTurn, not } from "../../lib/truth";

const message =
  "must be a policy of TLS 1.2 or later, as `ELBSecurityPolicy-TLS13-1-2-2021-06`: the default takes TLS 1.0.";

/**
 * Policies that refuse TLS 1.1 and older.
 *
 * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
const SAFE = /^ELBSecurityPolicy-(TLS13-1-[23]|TLS-1-2|FS-1-2)-/;

export const rule = resourceRule({
  name: "lb-tls-policy",
  title: "Listeners refuse TLS older than 1.2",
  description: "The provider's default policy takes TLS 1.0 and 1.1, which are broken and withdrawn.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "AWS FSBP", version: "", id: "ELB.17" },
    { standard: "NIST 800-53", version: "r5", id: "SC-8" },
  ],
  peers: ["CKV_AWS_103", "AVD-AWS-0047"],
  url: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html",
  remediation: "Set `sslPolicy` to `ELBSecurityPolicy-TLS13-1-2-2021-06`.",
  types: ["aws:lb/listener:Listener", "aws:alb/listener:Listener"],
  check: ({ properties }) => {
    const policy = properties.at("sslPolicy");
    const isWeak = inTurn(
      () => not(policy.text((name) => SAFE.test(name), false)),
      () => properties.at("protocol").oneOf(["HTTPS", "TLS"], false),
    );
    return demand(not(isWeak), policy, message);
  },
});
