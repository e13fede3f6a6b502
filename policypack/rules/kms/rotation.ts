import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";
import { inTurn, not } from "../../lib/truth";

const message =
  "must be `true`: without it the same key material encrypts everything, for as long as the key lives.";

export const rule = resourceRule({
  name: "kms-rotation",
  title: "Keys are rotated",
  description:
    "KMS can replace a key's material every year while old data stays readable. " +
    "It cannot for asymmetric keys, HMAC keys and keys in a key store of one's own.",
  severity: "medium",
  level: "mandatory",
  requirements: [
    { standard: "CIS AWS Foundations", version: "3.0.0", id: "3.6" },
    { standard: "NIST 800-53", version: "r5", id: "SC-12" },
  ],
  peers: ["CKV_AWS_7", "AVD-AWS-0065"],
  url: "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
  remediation: "Set `enableKeyRotation` to `true`.",
  types: ["aws:kms/key:Key"],
  check: ({ properties }) => {
    const rotation = properties.at("enableKeyRotation");
    const isStill = inTurn(
      () => not(rotation.is(true, false)),
      () => properties.at("customerMasterKeySpec").oneOf(["SYMMETRIC_DEFAULT"], true),
      () => not(properties.at("customKeyStoreId").given()),
    );
    return demand(not(isStill), rotation, message);
  },
});
