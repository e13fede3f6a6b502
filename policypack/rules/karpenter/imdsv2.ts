import { demand } from "../../lib/finding";
import { nodeClassTypes } from "../../lib/karpenter";
import { objectsOf } from "../../lib/kubernetes";
import { resourceRule } from "../../lib/rule";

const message =
  "must be `required`: one forged request to the metadata service is enough to take the node's role otherwise.";

export const rule = resourceRule({
  name: "karpenter-imdsv2",
  title: "Nodes of Karpenter answer metadata requests with a token only",
  description:
    "The first version of the instance metadata service answers any request, so that a program which fetches an address for somebody else hands out the credentials of the node.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "AWS FSBP", version: "", id: "EC2.8" },
    {
      standard: "EKS best practices",
      version: "",
      id: "identity-and-access-management",
    },
    { standard: "NIST 800-53", version: "r5", id: "AC-6" },
  ],
  peers: [],
  url: "https://karpenter.sh/docs/concepts/nodeclasses/#specmetadataoptions",
  remediation: "Set `spec.metadataOptions.httpTokens` to `required`, which is also the default.",
  types: nodeClassTypes,
  check: (resource) =>
    objectsOf(resource).flatMap(({ properties }) => {
      const tokens = properties.at("spec.metadataOptions.httpTokens");
      return demand(tokens.oneOf(["required"], true), tokens, message);
    }),
});
