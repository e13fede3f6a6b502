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
