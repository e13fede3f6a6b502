/** NVIDIA's GPU models on EC2 by the names that the config has for them. */

/** Every model, and what EC2 calls it. The T4G is on arm64, all others are on amd64. */
export const gpus = {
  t4: "T4",
  t4g: "T4G",
  a10g: "A10G",
  l4: "L4",
  l40s: "L40S",
  v100: "V100",
  a100: "A100",
  h100: "H100",
  h200: "H200",
  b200: "B200",
  b300: "B300",
} as const;

/** One of the models. */
export type GpuModel = keyof typeof gpus;

/** Every model. */
export const gpuModels = Object.keys(gpus) as [GpuModel, ...GpuModel[]];
