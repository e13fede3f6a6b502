import assert from "node:assert/strict";

import fc from "fast-check";

import { MemoryLimiter } from "../../src/limits/memory-limiter.ts";

const LIMIT = { requestsPerMinute: 60, tokensPerMinute: 6000 };

describe("limits/memory-limiter", () => {
  let time = 0;
  let limiter: MemoryLimiter;
  beforeEach(() => {
    time = 0;
    limiter = new MemoryLimiter(() => time);
  });

  it("lets a minute's worth go at once, and then what comes in", async () => {
    for (let i = 0; i < 60; i++) assert.equal((await limiter.take("k", LIMIT, 0)).allowed, true);
    const refused = await limiter.take("k", LIMIT, 0);
    assert.equal(refused.allowed, false);
    assert.deepEqual(refused.requests, { limit: 60, remaining: 0, resetMs: 60_000, waitMs: 1000 });
    time += 1000;
    assert.equal((await limiter.take("k", LIMIT, 0)).allowed, true);
    assert.equal((await limiter.take("k", LIMIT, 0)).allowed, false);
  });

  it("takes nothing from one bucket where the other is too empty", async () => {
    assert.equal((await limiter.take("k", LIMIT, 6000)).allowed, true);
    const refused = await limiter.take("k", LIMIT, 100);
    assert.deepEqual([refused.allowed, refused.tokens?.waitMs], [false, 1000]);
    assert.equal(refused.requests?.remaining, 59);
  });

  it("lets a request that is larger than a minute's worth go from a full bucket, and makes others wait for it", async () => {
    assert.equal((await limiter.take("k", LIMIT, 12_000)).allowed, true);
    const refused = await limiter.take("k", LIMIT, 1);
    assert.equal(refused.tokens?.waitMs, 60_010);
  });

  it("gives back what was not used, and takes what was used beyond", async () => {
    await limiter.take("k", LIMIT, 1000);
    await limiter.settle("k", LIMIT, -1000);
    assert.equal((await limiter.take("k", LIMIT, 0)).tokens?.remaining, 6000);
    await limiter.settle("k", LIMIT, 7000);
    assert.equal((await limiter.take("k", LIMIT, 1)).allowed, false);
  });

  it("counts each key for itself, and has no limit where none is named", async () => {
    const one = { requestsPerMinute: 1, tokensPerMinute: null };
    assert.equal((await limiter.take("a", one, 1e9)).allowed, true);
    assert.equal((await limiter.take("a", one, 0)).allowed, false);
    const other = await limiter.take("b", one, 0);
    assert.deepEqual([other.allowed, other.tokens], [true, undefined]);
  });

  it("never lets more go than the limit and what comes in", async () => {
    const steps = fc.array(fc.tuple(fc.nat(5000), fc.nat(3000)), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(steps, async (asked) => {
        let now = 0;
        const own = new MemoryLimiter(() => now);
        let used = 0;
        for (const [pause, tokens] of asked) {
          now += pause;
          if ((await own.take("k", LIMIT, tokens)).allowed) used += tokens;
          // A hundredth of a token for rounding.
          assert.ok(used <= 6000 + (now * 6000) / 60_000 + 0.01);
        }
      }),
    );
  });
});
