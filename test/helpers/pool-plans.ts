/** Plans of pools, for the components that make them. */

import type { PoolPlan } from "../../model/eks/pool-plan";

/** A pool on demand of ordinary nodes. */
export const cpuPlan: PoolPlan = {
  name: "cpu",
  kind: "cpu",
  instanceTypes: ["m7i.xlarge", "m7a.xlarge"],
  architecture: "amd64",
  capacityType: "ON_DEMAND",
  operatingSystem: "al2023",
  amiType: "AL2023_x86_64_STANDARD",
  minNodes: 1,
  maxNodes: 4,
  volumes: [{ device: "/dev/xvda", sizeGiB: 100, iops: 3000, throughputMiBps: 250 }],
  labels: { "plinth.dev/pool": "cpu" },
  taints: [],
  gpusPerNode: 0,
  efaInterfaces: 0,
  zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
  autoscalerTags: {
    "k8s.io/cluster-autoscaler/enabled": "true",
    "k8s.io/cluster-autoscaler/node-template/label/plinth.dev/pool": "cpu",
  },
};

/** A spot pool of nodes with GPUs and network adapters. */
export const gpuPlan: PoolPlan = {
  ...cpuPlan,
  name: "gpu-h100",
  kind: "gpu",
  instanceTypes: ["p5.48xlarge"],
  capacityType: "SPOT",
  operatingSystem: "bottlerocket",
  amiType: "BOTTLEROCKET_x86_64_NVIDIA",
  minNodes: 0,
  volumes: [
    { device: "/dev/xvda", sizeGiB: 4, iops: 3000, throughputMiBps: 125 },
    { device: "/dev/xvdb", sizeGiB: 500, iops: 6000, throughputMiBps: 1000 },
  ],
  labels: { "plinth.dev/pool": "gpu-h100" },
  taints: [
    { key: "nvidia.com/gpu", value: "true", effect: "NO_SCHEDULE" },
    { key: "alone", value: "", effect: "NO_EXECUTE" },
  ],
  gpusPerNode: 8,
  efaInterfaces: 32,
  zones: ["eu-central-1a"],
};
