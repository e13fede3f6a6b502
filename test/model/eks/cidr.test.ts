import assert from "node:assert/strict";
import fc from "fast-check";
import {
  blockAround,
  formatCidr,
  freeBlock,
  isCidr,
  isWithin,
  overlaps,
  parseCidr,
  privateBlocks,
  sizeOf,
} from "../../../model/eks/cidr";
import type { Cidr } from "../../../model/eks/cidr";

const block = fc
  .tuple(fc.nat(2 ** 32 - 1), fc.integer({ min: 0, max: 32 }))
  .map(([address, bits]) => blockAround(address, bits));

const privateBlock = fc
  .tuple(fc.constantFrom(...privateBlocks), fc.nat(), fc.integer({ min: 8, max: 28 }))
  .map(([network, offset, bits]) => blockAround(network.first + (offset % sizeOf(network)), bits));

function parsed(text: string): Cidr {
  const found = parseCidr(text);
  assert.ok(found !== undefined, text);
  return found;
}

/** Every private block of so many bits. */
function blocksOf(bits: number): readonly Cidr[] {
  return privateBlocks.flatMap((network) => {
    const count = bits < network.bits ? 0 : 2 ** (bits - network.bits);
    const size = sizeOf({ first: 0, bits });
    return Array.from({ length: count }, (_, index) => ({ first: network.first + index * size, bits }));
  });
}

describe("model/eks/cidr", () => {
  it("reads back what it writes", () => {
    fc.assert(fc.property(block, (one) => assert.deepEqual(parseCidr(formatCidr(one)), one)));
  });

  for (const text of ["10.0.0.1/16", "10.0.0.0/33", "10.0.0.256/32", "010.0.0.0/8", "10.0.0.0", "::/0", ""]) {
    it(`takes "${text}" for no block`, () => {
      assert.equal(isCidr(text), false);
    });
  }

  it("finds that blocks overlap exactly where one lies in the other", () => {
    fc.assert(
      fc.property(block, block, (one, other) => {
        assert.equal(overlaps(one, other), isWithin(one, other) || isWithin(other, one));
        assert.equal(overlaps(one, other), overlaps(other, one));
      }),
    );
  });

  it("finds the block around an address", () => {
    assert.equal(formatCidr(blockAround(parsed("10.40.99.0/24").first, 18)), "10.40.64.0/18");
    assert.equal(isWithin(parsed("10.40.99.0/24"), parsed("10.40.64.0/18")), true);
    assert.equal(isWithin(parsed("10.40.64.0/18"), parsed("10.40.99.0/24")), false);
  });

  it("finds a free private block, or none only where all are taken", () => {
    const bits = fc.integer({ min: 8, max: 16 });
    fc.assert(
      fc.property(bits, fc.array(privateBlock, { maxLength: 6 }), (size, taken) => {
        const open = blocksOf(size).filter((one) => !taken.some((other) => overlaps(one, other)));
        assert.deepEqual(freeBlock(size, taken), open[0]);
      }),
    );
  });

  it("goes on to the next private network where one is taken", () => {
    assert.equal(formatCidr(freeBlock(16, [parsed("10.0.0.0/8")]) ?? parsed("0.0.0.0/0")), "172.16.0.0/16");
    assert.equal(freeBlock(8, [parsed("10.0.0.0/8")]), undefined);
  });
});
