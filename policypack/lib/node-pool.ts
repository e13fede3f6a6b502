/** Managed node groups of EKS: the resource of AWS, and the component of `@pulumi/eks`, which have these keys alike. */

import type { Property } from "./property";
import type { Truth } from "./truth";

/** Types of managed node groups. */
export const managedNodeGroups = ["aws:eks/nodeGroup:NodeGroup", "eks:index:ManagedNodeGroup"] as const;

/** Components of `@pulumi/eks` that make nodes of their own. */
export const nodeComponents = ["eks:index:Cluster", "eks:index:NodeGroup", "eks:index:NodeGroupV2"] as const;

/**
 * Whether an instance type has GPUs: its family is of the letters `p`, `g` or `gr`, as `p5en`, `g6e`, `gr6`.
 *
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-types.html
 */
export function hasGpu(instanceType: string): boolean {
  return /^(p|gr?)\d/.test(instanceType);
}

/** Whether the type of an AMI is one with drivers for GPUs, as `AL2023_x86_64_NVIDIA`. */
export function isGpuImage(amiType: string): boolean {
  return /NVIDIA|GPU/.test(amiType);
}

/** Whether the pool runs on spot capacity; AWS's default is on demand. */
export function isSpot(pool: Property): Truth {
  return pool.at("capacityType").oneOf(["SPOT"], false);
}

/** Whether a taint of the pool keeps pods away that do not tolerate it. `PREFER_NO_SCHEDULE` does not. */
export function isTainted(pool: Property): Truth {
  return pool.at("taints").some((taint) => taint.at("effect").oneOf(["NO_SCHEDULE", "NO_EXECUTE"], false));
}
