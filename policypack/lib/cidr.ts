/** Ranges of addresses in CIDR notation. */

import { BlockList, isIP } from "node:net";
import type { Truth } from "./truth";

interface Range {
  readonly address: string;
  readonly family: "ipv4" | "ipv6";
  readonly prefix: number;
}

/**
 * Shortest prefix of a range that is somebody's and not the internet's. No private range of IPv4 is wider than /8; in
 * IPv6 no registry hands out a range wider than /16, and `2000::/3` is all that is routed.
 */
const narrowest = { ipv4: 8, ipv6: 16 } as const;

/** The unique local addresses of IPv6 (RFC 4193), which are never routed on the internet. */
const local: Range = { address: "fc00::", family: "ipv6", prefix: 7 };

/** Whether a range lets the internet in: `0.0.0.0/0`, `::/0`, and halves or eighths of them. */
export function isInternet(cidr: string): Truth {
  const range = parse(cidr);
  return range && range.prefix < narrowest[range.family] && !contains(local, range);
}

/** Whether a range lies in one of the others. */
export function isWithin(cidr: string, others: readonly string[]): Truth {
  const range = parse(cidr);
  return range && others.map(parse).some((other) => other !== undefined && contains(other, range));
}

function contains(outer: Range, inner: Range): boolean {
  const block = new BlockList();
  block.addSubnet(outer.address, outer.prefix, outer.family);
  return inner.prefix >= outer.prefix && block.check(inner.address, inner.family);
}

function parse(cidr: string): Range | undefined {
  const slash = cidr.indexOf("/");
  const address = cidr.slice(0, slash);
  const bits = cidr.slice(slash + 1);
  const version = isIP(address);
  const longest = version === 4 ? 32 : 128;
  if (version === 0 || !/^\d+$/.test(bits) || Number(bits) > longest) return undefined;
  return { address, family: version === 4 ? "ipv4" : "ipv6", prefix: Number(bits) };
}
