/** IPv4 addresses as numbers. */

/** The number of an address. */
export function addressNumber(address: string): number {
  return address.split(".").reduce((number, part) => number * 256 + Number(part), 0);
}

/** How many addresses a range `FROM-TO` has; less than 1 where its end comes first. */
export function addressCount(range: string): number {
  const [from = "", to = ""] = range.split("-");
  return addressNumber(to) - addressNumber(from) + 1;
}

/** Whether two addresses are in one network of the prefix length. */
export function inNetwork(one: string, other: string, prefix: number): boolean {
  const size = 2 ** (32 - prefix);
  return Math.floor(addressNumber(one) / size) === Math.floor(addressNumber(other) / size);
}
