import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

import { MemoryLimiter } from "../../src/limits/memory-limiter.ts";
import { RedisLimiter } from "../../src/limits/redis-limiter.ts";
import { RedisConnection } from "../../src/redis/connection.ts";
import { connectedRedis, needsRedis } from "../helpers/redis.ts";

const LIMIT = { requestsPerMinute: 5, tokensPerMinute: 600 };

describe("limits/redis-limiter", () => {
  const connections: RedisConnection[] = [];
  const limiter = async (): Promise<RedisLimiter> => {
    const redis = await connectedRedis();
    connections.push(redis);
    return new RedisLimiter(redis, new MemoryLimiter());
  };
  after(() => {
    for (const redis of connections) redis.close();
  });

  describe("on a real Redis", () => {
    before(function () {
      needsRedis(this);
    });

    it("holds a limit across routers, however many ask at the same time", async () => {
      const routers = await Promise.all([limiter(), limiter(), limiter()]);
      const id = randomUUID();
      const asked = Array.from({ length: 30 }, (_, index) => routers[index % 3] as RedisLimiter);
      const taken = await Promise.all(asked.map((each) => each.take(id, LIMIT, 1)));
      assert.equal(taken.filter(({ allowed }) => allowed).length, 5);
      const refused = taken.find(({ allowed }) => !allowed);
      assert.equal(refused?.requests?.limit, 5);
      assert.ok(refused.requests.waitMs > 0 && refused.requests.waitMs <= 12_000);
    });

    it("counts as one process does", async () => {
      const shared = await limiter();
      const own = new MemoryLimiter();
      const id = randomUUID();
      for (const tokens of [100, 400, 200, 50, 1]) {
        const [there, here] = [await shared.take(id, LIMIT, tokens), await own.take(id, LIMIT, tokens)];
        assert.equal(there.allowed, here.allowed, String(tokens));
        // A token comes in every tenth of a second, and the two clocks are read one after the other.
        const between = Math.abs((there.tokens?.remaining ?? 0) - (here.tokens?.remaining ?? 0));
        assert.ok(between <= 20, String(between));
      }
    });

    it("gives back and takes more, and lets a bucket owe", async () => {
      const shared = await limiter();
      const id = randomUUID();
      await shared.take(id, LIMIT, 600);
      assert.equal((await shared.take(id, LIMIT, 300)).allowed, false);
      await shared.settle(id, LIMIT, -500);
      assert.equal((await shared.take(id, LIMIT, 300)).allowed, true);
      await shared.settle(id, LIMIT, 900);
      const refused = await shared.take(id, LIMIT, 1);
      assert.ok((refused.tokens?.waitMs ?? 0) > 50_000);
    });
  });

  it("counts in this process while Redis does not answer, and throws nothing", async () => {
    const states: boolean[] = [];
    const gone = new RedisConnection({ url: "redis://127.0.0.1:1/0", password: undefined }, (up) =>
      states.push(up),
    );
    connections.push(gone);
    gone.start();
    const alone = new RedisLimiter(gone, new MemoryLimiter());
    const id = randomUUID();
    const taken = [];
    for (let i = 0; i < 6; i++) taken.push((await alone.take(id, LIMIT, 1)).allowed);
    await alone.settle(id, LIMIT, 1);
    assert.deepEqual(taken, [true, true, true, true, true, false]);
    assert.equal(gone.up, false);
  });
});
