/** How a VPC's addresses are divided. */

import { formatCidr, parseCidr, sizeOf } from "./cidr";
import type { Cidr } from "./cidr";

/** One subnet. */
export interface SubnetPlan {
  /** `private` for nodes, `public` for load balancers and NAT gateways, `data` for databases and caches. */
  readonly kind: "private" | "public" | "data";
  readonly zone: string;
  readonly cidr: string;
}

/** What the subnets are planned from. */
export interface SubnetRequest {
  /** The VPC's IPv4 block, as `10.0.0.0/16`. */
  readonly vpcCidr: string;
  /** 1 to 6 zones; their order decides which block each one gets. */
  readonly zones: readonly string[];
}

/** Most zones that a VPC is divided for; no region has more. */
const MOST_ZONES = 6;

/** Smallest subnet of AWS: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const SMALLEST_SUBNET_BITS = 28;

/** Largest public or data subnet: load balancers, NAT gateways, databases and caches need a few addresses each. */
const SMALL_SUBNET_BITS = 24;

/** Subnets of one kind whose sizes follow from the number of zones. */
interface Division {
  readonly private: number;
  readonly small: number;
}

/**
 * Bits that a subnet's mask has beyond the VPC's. Up to three zones have a quarter of the VPC each, as four quarters
 * would leave nothing for the other subnets; up to six an eighth. The small ones share what remains.
 */
function divisionOf(zones: number): Division {
  return zones <= 3 ? { private: 2, small: 5 } : { private: 3, small: 7 };
}

/** Longest mask, as the number after the slash, of a VPC that can be divided for so many zones. */
export function longestVpcMask(zones: number): number {
  return SMALLEST_SUBNET_BITS - divisionOf(zones).small;
}

/** Addresses that one private subnet has for nodes and pods. AWS keeps five: same source as the smallest subnet. */
export function privateAddresses(vpcBits: number, zones: number): number {
  return 2 ** (32 - vpcBits - divisionOf(zones).private) - 5;
}

/**
 * The subnets of a VPC: for each zone a private one, all of one size and as large as the others leave room for, and a
 * public and a data one, both small.
 *
 * Private subnets begin at the VPC's first address and small ones end at its last, so a zone that is added at the end
 * of the list leaves the subnets of the others as they are. The exception is the fourth zone: it halves the private
 * subnets, because a fourth quarter would be the whole VPC (and in a VPC smaller than /17 it shrinks the small ones).
 *
 * @throws RangeError where the block is none or too small for the zones; the config refuses both before.
 */
export function planSubnets({ vpcCidr, zones }: SubnetRequest): readonly SubnetPlan[] {
  const vpc = parseCidr(vpcCidr);
  if (vpc === undefined || zones.length > MOST_ZONES || vpc.bits > longestVpcMask(zones.length)) {
    throw new RangeError(
      `${vpcCidr} cannot be divided for ${String(zones.length)} zones. Allowed: at most ${String(MOST_ZONES)} zones, and a block no smaller than /${String(longestVpcMask(zones.length))}.`,
    );
  }
  const division = divisionOf(zones.length);
  const privateBits = vpc.bits + division.private;
  const smallBits = Math.max(SMALL_SUBNET_BITS, vpc.bits + division.small);
  return [
    ...zones.map((zone, index) => subnet("private", zone, fromStart(vpc, privateBits, index))),
    ...zones.map((zone, index) => subnet("public", zone, fromEnd(vpc, smallBits, 2 * index))),
    ...zones.map((zone, index) => subnet("data", zone, fromEnd(vpc, smallBits, 2 * index + 1))),
  ];
}

function subnet(kind: SubnetPlan["kind"], zone: string, block: Cidr): SubnetPlan {
  return { kind, zone, cidr: formatCidr(block) };
}

function fromStart({ first }: Cidr, bits: number, index: number): Cidr {
  return { first: first + index * sizeOf({ first, bits }), bits };
}

function fromEnd(vpc: Cidr, bits: number, index: number): Cidr {
  return { first: vpc.first + sizeOf(vpc) - (index + 1) * sizeOf({ first: 0, bits }), bits };
}
