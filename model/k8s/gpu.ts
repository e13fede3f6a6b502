/** GPUs on Kubernetes: who brings their driver. */

/**
 * Who brings NVIDIA's driver and container toolkit: the image of the nodes, or the operator's own pods. EKS's NVIDIA
 * AMIs and Talos's system extensions bring both.
 */
export const gpuDrivers = ["node", "operator"] as const;

export type GpuDriver = (typeof gpuDrivers)[number];
