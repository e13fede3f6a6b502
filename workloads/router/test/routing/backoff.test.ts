import assert from "node:assert/strict";

import fc from "fast-check";

import { backoffMs } from "../../src/routing/backoff.ts";

describe("routing/backoff", () => {
  it("doubles, up to eight seconds", () => {
    assert.deepEqual(
      [0, 1, 2, 9].map((round) => backoffMs(round, undefined, () => 1)),
      [250, 500, 1000, 8000],
    );
  });

  it("is between half of that and all of it, and never shorter than what the upstream asks for", () => {
    fc.assert(
      fc.property(
        fc.nat(20),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.option(fc.nat(100_000)),
        (round, random, asked) => {
          const full = Math.min(8000, 250 * 2 ** round);
          const wait = backoffMs(round, asked ?? undefined, () => random);
          assert.ok(wait >= Math.max(full / 2, asked ?? 0) && wait <= Math.max(full, asked ?? 0));
        },
      ),
    );
  });
});
