/** How many addresses of a VPC the pools take at their largest. */

import { addressesOf, instanceType } from "./instance-types";
import type { PoolPlan } from "./pool-plan";
import { longestVpcMask, privateAddresses } from "./subnets";

/**
 * Nodes that EKS adds in each zone while it updates a node group, before it removes old ones:
 * https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
 */
const SURGE_NODES = 2;

/**
 * Addresses of a private subnet that are no node's: 16 for EKS's own interfaces
 * (https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html), 16 for endpoints of AWS's services, and 32 for
 * four load balancers of 8 each (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html).
 */
const OTHER_ADDRESSES = 64;

/** What decides how many addresses a pool takes. */
export type PoolDemand = Pick<PoolPlan, "instanceTypes" | "maxNodes" | "zones">;

/** Most addresses that one node of a pool takes, whichever of its types it is of. */
function addressesOfNode({ instanceTypes }: PoolDemand): number {
  const needs = instanceTypes.map((name) => {
    const type = instanceType(name);
    return type === undefined ? 0 : addressesOf(type);
  });
  return Math.max(0, ...needs);
}

/** Addresses that the fullest private subnet gives away when every pool is at its largest and being updated. */
export function addressesNeeded(pools: readonly PoolDemand[], zones: readonly string[]): number {
  const perZone = zones.map((zone) =>
    pools
      .filter((pool) => pool.zones.includes(zone))
      .map((pool) => (Math.ceil(pool.maxNodes / pool.zones.length) + SURGE_NODES) * addressesOfNode(pool))
      .reduce((sum, addresses) => sum + addresses, OTHER_ADDRESSES),
  );
  return Math.max(OTHER_ADDRESSES, ...perZone);
}

/** Largest VPC of AWS, as the bits of its mask: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
const LARGEST_VPC_BITS = 16;

/** Bits of the mask of the smallest VPC whose private subnets have so many addresses; `undefined` where none has. */
export function vpcBitsFor(addresses: number, zones: number): number | undefined {
  for (let bits = longestVpcMask(zones); bits >= LARGEST_VPC_BITS; bits--) {
    if (privateAddresses(bits, zones) >= addresses) return bits;
  }
  return undefined;
}
