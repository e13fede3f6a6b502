import { demand } from "../../lib/finding";
import { nodeClassTypes } from "../../lib/karpenter";
import { objectsOf } from "../../lib/kubernetes";
import { resourceRule } from "../../lib/rule";

const message = "must be 1: pods are one hop further away, and take the role of their node otherwise.";

export const rule = resourceRule({
  name: "karpenter-imds-hop-limit",
  title: "Pods on nodes of Karpenter do not reach the metadata of their node",
  description:
    "With a hop limit of 2 or more the answer of the metadata service reaches pods, which then act with the role of the node. The API `v1beta1` has 2 where nothing is said.",
  severity: "high",
  level: "mandatory",
  requirements: [
    {
      standard: "EKS best practices",
      version: "",
      id: "identity-and-access-management",
    },
    { standard: "NIST 800-53", version: "r5", id: "AC-6" },
  ],
  peers: [],
  url: "https://karpenter.sh/docs/concepts/nodeclasses/#specmetadataoptions",
  remediation:
    "Set `spec.metadataOptions.httpPutResponseHopLimit` to 1, and give pods roles by Pod Identity.",
  types: nodeClassTypes,
  check: (resource) =>
    objectsOf(resource).flatMap(({ properties, partial }) => {
      const limit = properties.at("spec.metadataOptions.httpPutResponseHopLimit");
      const absent = partial || !resource.type.includes("/v1beta1:");
      return demand(
        limit.number((hops) => hops === 1, absent),
        limit,
        message,
      );
    }),
});
