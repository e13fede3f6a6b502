import assert from "node:assert/strict";
import fc from "fast-check";
import { isCanonicalCidr, isDataDir } from "../../../model/config/rules";

const address = (bits: number): string =>
  [24, 16, 8, 0].map((shift) => String(Math.floor(bits / 2 ** shift) % 256)).join(".");

describe("model/config/rules", () => {
  it("takes an IPv4 block exactly where its host bits are zero", () => {
    const bits = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(bits, fc.integer({ min: 16, max: 28 }), (host, length) => {
        const size = 2 ** (32 - length);
        const network = Math.floor(host / size) * size;
        assert.equal(isCanonicalCidr(`${address(network)}/${String(length)}`), true);
        assert.equal(isCanonicalCidr(`${address(host)}/${String(length)}`), host === network);
      }),
    );
  });

  for (const text of [
    "10.0.0.0/15",
    "10.0.0.0/29",
    "10.0.0.256/24",
    "010.0.0.0/16",
    "10.0.0.0",
    "::/16",
    "",
  ]) {
    it(`refuses the block "${text}"`, () => {
      assert.equal(isCanonicalCidr(text), false);
    });
  }

  for (const [path, expected] of [
    ["data", true],
    ["./data/", true],
    ["../data", true],
    ["/var/lib/plinth", true],
    ["/", false],
    ["//", false],
    [".", false],
    ["./", false],
    ["..", false],
    ["../..", false],
    ["data/../..", false],
    ["/var/..", false],
  ] as const) {
    it(`${expected ? "takes" : "refuses"} the data folder "${path}"`, () => {
      assert.equal(isDataDir(path), expected);
    });
  }
});
