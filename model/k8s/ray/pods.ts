/** What every pod of Ray has, in the platform's cluster and in those of jobs. */

import { GPU_TAINT, SPOT_TAINT } from "../../eks/pools";
import { podSecurityContext } from "../pod-security";
import type { PodSize } from "./plan";

/** The user `ray` of Ray's images: https://github.com/ray-project/ray/blob/master/docker/base-deps/Dockerfile */
export const securityContext = podSecurityContext(1000, 100);

/** Home lies in the image, which is read-only; Ray tells its makers nothing. */
export const environment = [
  { name: "HOME", value: "/tmp" },
  { name: "RAY_USAGE_STATS_ENABLED", value: "0" },
] as const;

/** Where Ray has its sessions, logs and objects that do not fit into memory. */
export const temporary = {
  volume: { name: "tmp", emptyDir: {} },
  mount: { name: "tmp", mountPath: "/tmp" },
} as const;

/** Ray's images of one processor architecture; those of the other have other tags. */
export const nodeSelector = { "kubernetes.io/arch": "amd64" } as const;

/** The taints of nodes that workers may be on: with GPUs those of GPU pools, without them those of spot nodes. */
export function tolerationsOf({ gpus }: PodSize) {
  return gpus > 0
    ? [{ key: GPU_TAINT.key, operator: "Exists", effect: "NoSchedule" }]
    : [{ key: SPOT_TAINT.key, operator: "Equal", value: SPOT_TAINT.value, effect: "NoSchedule" }];
}

/**
 * What a container takes. Ray offers as many CPUs as it requests; a limit on them would only slow it down on a node
 * with free ones.
 */
export function resourcesOf({ cpus, memoryGiB, gpus }: PodSize) {
  const held = { memory: `${String(memoryGiB)}Gi`, ...(gpus > 0 && { "nvidia.com/gpu": String(gpus) }) };
  return { requests: { cpu: String(cpus), ...held }, limits: held };
}
