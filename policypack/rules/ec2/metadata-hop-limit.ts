import { demand } from "../../lib/finding";
import { instances, isLeftToTemplate, launchTemplate } from "../../lib/instances";
import { resourceRule } from "../../lib/rule";
import { any } from "../../lib/truth";

export const rule = resourceRule({
  name: "ec2-metadata-hop-limit",
  title: "Pods cannot reach the metadata service of their node",
  description:
    "A token that may travel one hop ends on the node; with two hops a pod gets one, and with it the credentials of the node's role. AMIs that ask for tokens raise the limit to two where none is given.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "NIST 800-53", version: "r5", id: "AC-6" },
    { standard: "EKS best practices", version: "", id: "identity-and-access-management" },
  ],
  peers: ["CKV_AWS_341"],
  url: "https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html",
  remediation:
    "Set `metadataOptions.httpPutResponseHopLimit` to 1, and give pods that need AWS a role of their own through Pod Identity.",
  settings: {
    maximum: {
      type: "number",
      description: "The highest hop limit that is allowed.",
      default: 1,
    },
  },
  types: [launchTemplate, ...instances],
  check: ({ properties }, { maximum }) => {
    if (isLeftToTemplate(properties, "metadataOptions")) return [];
    const limit = properties.at("metadataOptions.httpPutResponseHopLimit");
    const low = limit.number((hops) => hops <= maximum, false);
    if (low === true) return [];
    const off = properties.at("metadataOptions.httpEndpoint").oneOf(["disabled"], false);
    return demand(
      any(low, off),
      limit,
      `must be given and at most ${maximum}: a pod would get the credentials of its node's role.`,
    );
  },
});
