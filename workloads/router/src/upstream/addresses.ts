import { BlockList, isIP } from "node:net";

/** Where a backend may be: `any` has loopback and private addresses, `public` has not. */
export type Reach = "any" | "public";

type Subnet = readonly [network: string, prefix: number];

/**
 * No backend is here, but services that hand out a machine's own credentials to whoever asks are.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const NEVER_4: readonly Subnet[] = [
  ["0.0.0.0", 8],
  ["169.254.0.0", 16],
  // Alibaba Cloud's and Azure's services of the same kind, outside the link-local range.
  ["100.100.100.200", 32],
  ["168.63.129.16", 32],
  ["192.0.0.192", 32],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];
const NEVER_6: readonly Subnet[] = [
  ["::", 128],
  ["fe80::", 10],
  ["fec0::", 10],
  // AWS' and Google Cloud's, which look like private addresses.
  ["fd00:ec2::", 32],
  ["fd20:ce::254", 128],
  ["ff00::", 8],
];

/** Machines and networks of one's own. */
const PRIVATE_4: readonly Subnet[] = [
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
];
const PRIVATE_6: readonly Subnet[] = [
  ["::1", 128],
  ["fc00::", 7],
];

const NEVER = listOf(NEVER_4, NEVER_6);
const PRIVATE = listOf(PRIVATE_4, PRIVATE_6);

/** Why the router does not connect to an address, as `a private address`; undefined where it does. */
export function refusalOf(address: string, reach: Reach): string | undefined {
  // A zone, as in fe80::1%eth0, is no part of the address.
  const [bare = ""] = address.split("%");
  const family = isIP(bare) === 6 ? "ipv6" : "ipv4";
  if (NEVER.check(bare, family)) return "a link-local, metadata, multicast or reserved address";
  if (reach === "public" && PRIVATE.check(bare, family)) return "a private or loopback address";
  return undefined;
}

/** The address that a URL's host is; undefined where it is a name. */
export function addressIn(url: string): string | undefined {
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, "$1");
  return isIP(host) === 0 ? undefined : host;
}

/** IPv4 addresses stand in it in the forms of IPv6 as well that a gateway turns back: mapped, NAT64 and 6to4. */
function listOf(subnets4: readonly Subnet[], subnets6: readonly Subnet[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of subnets6) list.addSubnet(network, prefix, "ipv6");
  for (const [network, prefix] of subnets4) {
    // The list finds mapped addresses, ::ffff:a.b.c.d, by itself.
    list.addSubnet(network, prefix, "ipv4");
    const [a = 0, b = 0, c = 0, d = 0] = network.split(".").map(Number);
    const halves = `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
    list.addSubnet(`64:ff9b::${halves}`, 96 + prefix, "ipv6");
    list.addSubnet(`2002:${halves}::`, 16 + prefix, "ipv6");
  }
  return list;
}
