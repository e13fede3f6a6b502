import { demand } from "../../lib/finding";
import { ofEachPod, podTypes } from "../../lib/pods";
import { resourceRule } from "../../lib/rule";

const message = "must not be `true`: the pod would reach the shared memory of its node's processes.";

export const rule = resourceRule({
  name: "kubernetes-host-ipc",
  title: "No pod shares the memory of its node's processes",
  description:
    "In the node's IPC namespace a pod reads and writes the shared memory of other processes; what needs shared memory within a pod has it without.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "CIS Amazon EKS", version: "1.7.0", id: "4.2.3" },
    { standard: "Pod Security Standards", version: "", id: "Baseline: Host Namespaces" },
    { standard: "NIST 800-53", version: "r5", id: "SC-39" },
  ],
  peers: ["CKV_K8S_18", "AVD-KSV-0008"],
  url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
  remediation: "Leave out `hostIPC`, and mount an `emptyDir` with `medium: Memory` at `/dev/shm`.",
  types: podTypes,
  check: (resource) =>
    ofEachPod(resource, ({ spec }) => {
      const shared = spec.at("hostIPC");
      return demand(shared.is(false, true), shared, message);
    }),
});
