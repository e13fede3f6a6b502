import { demand } from "../../lib/finding";
import { rayClustersOf, rayTypes } from "../../lib/ray";
import { resourceRule } from "../../lib/rule";

const message = 'must be `"false"`: the autoscaler ends the cluster with its head to save a node otherwise.';

export const rule = resourceRule({
  name: "ray-head-safe-to-evict",
  title: "The autoscaler does not move the head of a Ray cluster",
  description:
    "The Cluster Autoscaler takes a node that is hardly used for one that it may drain. The head of a Ray cluster hardly uses its node, and every task ends with it.",
  severity: "low",
  level: "advisory",
  requirements: [],
  peers: [],
  url: "https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md#what-types-of-pods-can-prevent-ca-from-removing-a-node",
  remediation:
    'Set the annotation `cluster-autoscaler.kubernetes.io/safe-to-evict` of the head\'s template to `"false"`; under Karpenter, also `karpenter.sh/do-not-disrupt` to `"true"`.',
  types: rayTypes,
  check: (resource) =>
    rayClustersOf(resource).flatMap(({ head, partial }) => {
      const annotation = head
        .at("template.metadata.annotations")
        .child("cluster-autoscaler.kubernetes.io/safe-to-evict");
      return demand(annotation.oneOf(["false"], partial), annotation, message);
    }),
});
