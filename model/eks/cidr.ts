/** Blocks of IPv4 addresses. */

/** A block: its first address as a number, and the bits of its mask. */
export interface Cidr {
  readonly first: number;
  readonly bits: number;
}

/** The block that a text such as `10.0.0.0/16` names; `undefined` where it names none or has host bits. */
export function parseCidr(text: string): Cidr | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (match === null) return undefined;
  const parts = match.slice(1);
  const [bits = 33, ...octets] = [Number(parts[4]), ...parts.slice(0, 4).map(Number)];
  if (parts.some((part) => part.length > 1 && part.startsWith("0"))) return undefined;
  if (octets.some((octet) => octet > 255) || bits > 32) return undefined;
  const first = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return first % sizeOf({ first, bits }) === 0 ? { first, bits } : undefined;
}

/** True for an IPv4 block in canonical form. */
export function isCidr(text: string): boolean {
  return parseCidr(text) !== undefined;
}

/** Number of addresses in a block. */
export function sizeOf({ bits }: Cidr): number {
  return 2 ** (32 - bits);
}

/** The block as text. */
export function formatCidr({ first, bits }: Cidr): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${octets.join(".")}/${String(bits)}`;
}

/** True where two blocks share an address. */
export function overlaps(one: Cidr, other: Cidr): boolean {
  return one.first < other.first + sizeOf(other) && other.first < one.first + sizeOf(one);
}

/** True where a block lies in another, or is the other. */
export function isWithin(inner: Cidr, outer: Cidr): boolean {
  return inner.bits >= outer.bits && overlaps(inner, outer);
}

/** The block of so many bits that an address lies in. */
export function blockAround(address: number, bits: number): Cidr {
  const size = sizeOf({ first: 0, bits });
  return { first: Math.floor(address / size) * size, bits };
}

/** Blocks of private networks (RFC 1918): https://www.rfc-editor.org/rfc/rfc1918 */
export const privateBlocks: readonly Cidr[] = [
  { first: 10 * 2 ** 24, bits: 8 },
  { first: 172 * 2 ** 24 + 16 * 2 ** 16, bits: 12 },
  { first: 192 * 2 ** 24 + 168 * 2 ** 16, bits: 16 },
];

/** The first private block of so many bits that overlaps with none of the others; `undefined` where all do. */
export function freeBlock(bits: number, taken: readonly Cidr[]): Cidr | undefined {
  for (const network of privateBlocks) {
    let block = blockAround(network.first, bits);
    while (isWithin(block, network)) {
      const start = block;
      const hit = taken.find((other) => overlaps(start, other));
      if (hit === undefined) return block;
      const end = Math.max(block.first + sizeOf(block), hit.first + sizeOf(hit));
      block = { first: Math.ceil(end / sizeOf(block)) * sizeOf(block), bits };
    }
  }
  return undefined;
}
