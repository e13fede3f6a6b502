import { demand } from "../../lib/finding";
import { ofEachPod, podTypes } from "../../lib/pods";
import { resourceRule } from "../../lib/rule";

const message =
  "must not be `true`: the pod would see every process of its node, with its environment and its files.";

export const rule = resourceRule({
  name: "kubernetes-host-pid",
  title: "No pod sees the processes of its node",
  description:
    "In the node's process namespace a pod reads the environment and the files of every other process, and may end it.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "CIS Amazon EKS", version: "1.7.0", id: "4.2.2" },
    { standard: "Pod Security Standards", version: "", id: "Baseline: Host Namespaces" },
    { standard: "NIST 800-53", version: "r5", id: "SC-39" },
  ],
  peers: ["CKV_K8S_17", "AVD-KSV-0010"],
  url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
  remediation:
    "Leave out `hostPID`; use `shareProcessNamespace` where containers of one pod must see each other.",
  types: podTypes,
  check: (resource) =>
    ofEachPod(resource, ({ spec }) => {
      const shared = spec.at("hostPID");
      return demand(shared.is(false, true), shared, message);
    }),
});
