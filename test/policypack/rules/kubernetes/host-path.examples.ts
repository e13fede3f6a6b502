import { rule } from "../../../../policypack/rules/kubernetes/host-path";
import type { ResourceExamples } from "../../examples";
import { deployment } from "../../pods";

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:apps/v1:DaemonSet",
  compliant: deployment({}, { volumes: [{ name: "scratch", emptyDir: {} }] }),
  alsoCompliant: {
    "no volumes": { inputs: deployment({}) },
    "a volume of a driver": {
      type: "kubernetes:core/v1:PersistentVolume",
      inputs: { spec: { csi: { driver: "ebs.csi.aws.com", volumeHandle: "vol-0a1b2c3d4e5f67890" } } },
    },
  },
  violations: {
    "the socket of the container engine": (inputs) => {
      inputs.spec.template.spec.volumes.push({
        name: "engine",
        hostPath: { path: "/var/run/docker.sock" },
      });
    },
    "any folder of the node": (inputs) => {
      inputs.spec.template.spec.volumes[0] = { name: "logs", hostPath: { path: "/var/log" } };
    },
  },
  alsoViolating: {
    "a PersistentVolume": {
      type: "kubernetes:core/v1:PersistentVolume",
      inputs: { spec: { hostPath: { path: "/data" } } },
    },
    "a list of PersistentVolumes": {
      type: "kubernetes:core/v1:PersistentVolumeList",
      inputs: { items: [{ spec: { hostPath: { path: "/data" } } }] },
    },
  },
  notApplicable: "kubernetes:core/v1:PersistentVolumeClaim",
};
