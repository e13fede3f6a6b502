import { demand } from "../../lib/finding";
import type { Property } from "../../lib/property";
import { resourceRule } from "../../lib/rule";
import { all, inTurn, not } from "../../lib/truth";
import type { Truth } from "../../lib/truth";

const message = "must be `HTTPS` or `TLS`, or the listener must redirect to HTTPS: others read along.";

/** Whether the action sends the client to HTTPS; a redirect that does not say keeps the protocol. */
function redirects(action: Property): Truth {
  return all(
    action.at("type").oneOf(["redirect"], undefined),
    action.at("redirect.protocol").oneOf(["HTTPS"], false),
  );
}

export const rule = resourceRule({
  name: "lb-listener-encrypted",
  title: "Listeners of load balancers speak TLS",
  description:
    "Prompts, answers and passwords pass through the listener. Plain HTTP may only send the client to HTTPS; " +
    "plain TCP says nothing of what it carries.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "AWS FSBP", version: "", id: "ELB.1" },
    { standard: "AWS FSBP", version: "", id: "ELB.18" },
    { standard: "NIST 800-53", version: "r5", id: "SC-8" },
  ],
  peers: ["CKV_AWS_2", "CKV2_AWS_20", "AVD-AWS-0054"],
  url: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html",
  remediation:
    "Set `protocol` to `HTTPS` (network load balancers: `TLS`) with a certificate, " +
    "or make the default action a `redirect` with `protocol: HTTPS`.",
  types: ["aws:lb/listener:Listener", "aws:alb/listener:Listener"],
  check: ({ properties }) => {
    const protocol = properties.at("protocol");
    const isPlain = inTurn(
      () => not(protocol.oneOf(["HTTPS", "TLS"], false)),
      () => not(properties.at("defaultActions").some(redirects)),
    );
    return demand(not(isPlain), protocol, message);
  },
});
