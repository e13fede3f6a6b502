import { demand } from "../../lib/finding";
import { instances, isLeftToTemplate, launchTemplate } from "../../lib/instances";
import { managedNodeGroups } from "../../lib/node-pool";
import type { Property } from "../../lib/property";
import { resourceRule } from "../../lib/rule";
import { any } from "../../lib/truth";

const message =
  "must be `required`: with the first version, any request that a workload can be tricked into reads the role's credentials.";

const poolMessage =
  "must be given, or `enableIMDSv2` on the component of `@pulumi/eks`: the template of EKS's own leaves the first version on.";

export const rule = resourceRule({
  name: "ec2-imdsv2-required",
  title: "The instance metadata service wants a session token",
  description:
    "Version 2 of the metadata service answers only to who first asks for a token, which a forged request through a proxy or a web hook cannot do.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "CIS AWS Foundations", version: "3.0.0", id: "5.6" },
    { standard: "AWS FSBP", version: "", id: "EC2.8" },
    { standard: "AWS FSBP", version: "", id: "EC2.170" },
    { standard: "AWS FSBP", version: "", id: "AutoScaling.3" },
    { standard: "NIST 800-53", version: "r5", id: "AC-6" },
    { standard: "EKS best practices", version: "", id: "identity-and-access-management" },
  ],
  peers: ["CKV_AWS_79", "AVD-AWS-0028", "AVD-AWS-0130"],
  url: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html",
  remediation:
    "Set `metadataOptions.httpTokens` to `required`; give node groups a launch template that does.",
  types: [launchTemplate, ...instances, ...managedNodeGroups],
  check: ({ type, properties }) => {
    if (managedNodeGroups.some((each) => each === type)) return checkPool(properties);
    if (isLeftToTemplate(properties, "metadataOptions")) return [];
    const tokens = properties.at("metadataOptions.httpTokens");
    const required = tokens.oneOf(["required"], false);
    if (required === true) return [];
    const off = properties.at("metadataOptions.httpEndpoint").oneOf(["disabled"], false);
    return demand(any(required, off), tokens, message);
  },
});

function checkPool(properties: Property): ReturnType<typeof demand> {
  if (isLeftToTemplate(properties, "enableIMDSv2")) return [];
  const enabled = properties.at("enableIMDSv2").is(true, false);
  return demand(enabled, properties.at("launchTemplate"), poolMessage);
}
