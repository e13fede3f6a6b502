/** Rules of blocks of addresses, and of the ways into and out of the VPC. */

import { addressesNeeded, vpcBitsFor } from "../../../eks/addresses";
import { blockAround, formatCidr, freeBlock, isWithin, overlaps, privateBlocks } from "../../../eks/cidr";
import type { Cidr } from "../../../eks/cidr";
import { planPools } from "../../../eks/pools";
import { longestVpcMask, privateAddresses } from "../../../eks/subnets";
import { pulumiKey } from "../../keys";
import { blocksOf } from "./draft";
import type { Draft, PlacedCidr, Report } from "./draft";

const PRIVATE = privateBlocks.map(formatCidr).join(", ");

/** Sizes that EKS takes: https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html */
const SERVICE_BITS = { largest: 12, smallest: 24 };

/** Reports a VPC that is not private, overlaps with a connected network, or is too small for the pools. */
export function checkVpc(draft: Draft, report: Report): void {
  const { vpc, connected } = draft;
  if (vpc === undefined) return;
  const path = ["vpcCidr"];
  const others = connected.map(({ block }) => block);
  const free = freeBlock(vpc.bits, others);
  const example = free === undefined ? {} : { example: formatCidr(free) };
  if (!isPrivate(vpc)) {
    report(path, "is not private; nodes reach private networks only", {
      allowed: `a block within ${PRIVATE}`,
      ...example,
    });
  }
  const hit = connected.find(({ block }) => overlaps(block, vpc));
  if (hit !== undefined) {
    report(path, `overlaps with ${named(hit)}`, {
      allowed: "a private block that overlaps with none of plinth:connectedCidrs",
      ...example,
    });
  }
  checkSize(vpc, draft, report);
}

/** Reports a VPC without the addresses that the pools need, or pools that need more than any VPC has. */
function checkSize(vpc: Cidr, draft: Draft, report: Report): void {
  const { zones } = draft;
  if (zones === undefined) return;
  const pools = planPools({ ...draft, zones });
  const needed = addressesNeeded(pools, zones);
  const bits = vpcBitsFor(needed, zones.length);
  const has = (mask: number): string =>
    mask > longestVpcMask(zones.length)
      ? "cannot be divided for them"
      : `has ${count(privateAddresses(mask, zones.length))} there`;
  // Words only where there is a mistake: the first number that is written in words costs 50 ms.
  const need = (): string => `up to ${count(needed)} addresses in one of ${String(zones.length)} zones`;
  if (bits === undefined) {
    const [largest] = pools.toSorted((one, other) => other.maxNodes - one.maxNodes);
    if (largest === undefined) return;
    report(["pools"], `at their largest take ${need()}, and the largest VPC, a /16, ${has(16)}`, {
      allowed: "pools with fewer nodes: a smaller maxNodes, or smaller instance types",
      example: Math.max(1, Math.floor(largest.maxNodes / 2)),
      set: ["pools", largest.name, "maxNodes"],
    });
  } else if (vpc.bits > bits) {
    report(
      ["vpcCidr"],
      `is too small for the pools: at their largest they take ${need()}, and a /${String(vpc.bits)} ${has(vpc.bits)}`,
      {
        allowed: `a block of /${String(bits)} or larger, up to /16; or a smaller maxNodes of the pools`,
        example: formatCidr(blockAround(vpc.first, bits)),
      },
    );
  }
}

/** Reports services whose block EKS does not take, or that overlaps with the VPC or a connected network. */
export function checkServiceCidr({ vpc, service, connected }: Draft, report: Report): void {
  if (service === undefined) return;
  const { largest, smallest } = SERVICE_BITS;
  const placed = vpc === undefined ? connected : [{ path: ["vpcCidr"], block: vpc }, ...connected];
  const free = freeBlock(
    Math.min(Math.max(service.bits, 16), smallest),
    placed.map(({ block }) => block),
  );
  const params = {
    allowed: `a block of /${String(largest)} to /${String(smallest)} within ${PRIVATE} that overlaps with neither plinth:vpcCidr nor plinth:connectedCidrs`,
    ...(free === undefined ? {} : { example: formatCidr(free) }),
  };
  if (!isPrivate(service)) report(["serviceCidr"], "is not private", params);
  if (service.bits < largest) report(["serviceCidr"], "is larger than EKS takes", params);
  if (service.bits > smallest) report(["serviceCidr"], "is smaller than EKS takes", params);
  const hit = placed.find(({ block }) => overlaps(block, service));
  if (hit !== undefined) report(["serviceCidr"], `overlaps with ${named(hit)}`, params);
}

/** Reports a way to the internet that leads nowhere. */
export function checkEgress({ nat, internetEgress }: Draft, report: Report): void {
  if (internetEgress === undefined || nat !== "none") return;
  report(["nat"], "is none, while plinth:internetEgress lets nodes out to the internet", {
    allowed: "single or perZone with plinth:internetEgress; none without it",
    example: "single",
  });
}

/** Reports recipes on nodes that cannot pull the images of their charts. */
export function checkImages({ recipes, internetEgress }: Draft, report: Report): void {
  if (!Array.isArray(recipes) || recipes.length === 0 || internetEgress !== undefined) return;
  report(
    ["internetEgress"],
    "is missing, while plinth:recipes installs charts whose images are in public registries",
    { allowed: "a reason beside plinth:recipes; without recipes none is needed" },
  );
}

/** Shortest mask of a block that is somebody's and not the internet's; no registry hands out wider ones. */
const WIDEST_PUBLIC_BITS = 8;

/** Reports a public endpoint that is open to all or to nobody, and blocks for an endpoint that is not public. */
export function checkEndpoint({ endpoint }: Draft, report: Report): void {
  if (endpoint === undefined) return;
  const path = ["endpoint", "publicCidrs"];
  const allowed = "IPv4 blocks of the internet from /8 to /32, those of your offices and runners";
  const example = ["203.0.113.0/24"];
  if (endpoint.public && endpoint.publicCidrs.length === 0) {
    report(path, "is empty while plinth:endpoint.public is true, which would open the API to everybody", {
      allowed,
      example,
    });
  }
  if (!endpoint.public && endpoint.publicCidrs.length > 0) {
    report(path, "is given while plinth:endpoint.public is false", {
      allowed: "no blocks, or plinth:endpoint.public set to true",
      example: true,
      set: ["endpoint", "public"],
    });
  }
  for (const { path: at, block } of blocksOf(path, endpoint.publicCidrs)) {
    const problem = problemOfPublic(block);
    if (problem !== undefined) report(at, problem, { allowed, example: "203.0.113.0/24" });
  }
}

function problemOfPublic(block: Cidr): string | undefined {
  if (block.bits < WIDEST_PUBLIC_BITS) {
    const part = block.bits === 0 ? "all" : `1/${String(2 ** block.bits)}`;
    return `opens the API to ${part} of the internet`;
  }
  // EKS refuses these: they never are the source of what comes from the internet.
  return isPrivate(block)
    ? "is private; plinth:endpoint is reached from private networks without it"
    : undefined;
}

function isPrivate(block: Cidr): boolean {
  return privateBlocks.some((network) => isWithin(block, network));
}

function named({ path, block }: PlacedCidr): string {
  return `${pulumiKey(path)} (${formatCidr(block)})`;
}

function count(addresses: number): string {
  return addresses.toLocaleString("en");
}
