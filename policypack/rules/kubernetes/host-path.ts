import { demand } from "../../lib/finding";
import type { Finding } from "../../lib/finding";
import { kubernetesTypes, objectsOf } from "../../lib/kubernetes";
import { ofEachPod, podTypes } from "../../lib/pods";
import type { Property } from "../../lib/property";
import { matchesType, resourceRule } from "../../lib/rule";
import { not } from "../../lib/truth";

const message =
  "must not be given: a folder of the node holds the sockets of its container engine and the tokens of its other pods.";

function withoutPath(volume: Property): Finding[] {
  const path = volume.at("hostPath");
  return demand(not(path.given()), path, message);
}

const volumeTypes = [kubernetesTypes(["core"], ["PersistentVolume"])];

export const rule = resourceRule({
  name: "kubernetes-host-path",
  title: "No volume is a folder of the node",
  description:
    "A path of the node, above all the socket of its container engine, is a way to become root on it; what a pod writes there outlives the pod and is lost with the node. A PersistentVolume with a path of the node is the same by a detour.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "EKS best practices", version: "", id: "pod-security" },
    { standard: "Pod Security Standards", version: "", id: "Baseline: HostPath Volumes" },
    { standard: "CIS Kubernetes", version: "1.10", id: "5.2.12" },
    { standard: "NIST 800-53", version: "r5", id: "AC-6" },
  ],
  peers: ["CKV_K8S_27", "AVD-KSV-0006", "AVD-KSV-0023"],
  url: "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",
  remediation:
    "Use an `emptyDir`, a PersistentVolumeClaim, a ConfigMap or a CSI volume in place of `hostPath`.",
  types: [...podTypes, ...volumeTypes],
  check: (resource) =>
    matchesType(resource.type, volumeTypes)
      ? objectsOf(resource).flatMap(({ properties }) => withoutPath(properties.at("spec")))
      : ofEachPod(resource, ({ spec }) => spec.at("volumes").items().flatMap(withoutPath)),
});
