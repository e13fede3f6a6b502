import { demand } from "../../lib/finding";
import { ofEachPod, podTypes } from "../../lib/pods";
import { resourceRule } from "../../lib/rule";

const message =
  "must not be `true`: the pod would reach what listens on its node's loopback, and no NetworkPolicy would hold it.";

export const rule = resourceRule({
  name: "kubernetes-host-network",
  title: "No pod uses the network of its node",
  description:
    "On the node's network a pod reaches the kubelet and the instance metadata as the node does, sees the traffic of other pods, and is beyond every NetworkPolicy.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "CIS Amazon EKS", version: "1.7.0", id: "4.2.4" },
    { standard: "Pod Security Standards", version: "", id: "Baseline: Host Namespaces" },
    { standard: "NIST 800-53", version: "r5", id: "SC-7" },
  ],
  peers: ["CKV_K8S_19", "AVD-KSV-0009"],
  url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
  remediation: "Leave out `hostNetwork`, and expose the port with a Service.",
  types: podTypes,
  check: (resource) =>
    ofEachPod(resource, ({ spec }) => {
      const shared = spec.at("hostNetwork");
      return demand(shared.is(false, true), shared, message);
    }),
});
