import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ADMIN, newKey } from "../helpers/admin.ts";
import { cachedPair, metric, question } from "../helpers/cached-router.ts";
import type { Pair } from "../helpers/pair.ts";
import { needsRedisImage, RedisContainer } from "../helpers/redis-container.ts";

const UP = /^plinth_router_redis_up 1$/m;
const DOWN = /^plinth_router_redis_up 0$/m;

describe("faults, Redis", function () {
  // Containers are started and ended on the way.
  this.timeout(60_000);
  before(function () {
    needsRedisImage(this);
  });

  describe("under load", underLoad);
});

function underLoad(): void {
  let folder: string;
  let redis: RedisContainer;
  let pair: Pair;
  let key: { authorization: string };
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "router-faults-"));
    redis = await RedisContainer.start();
    const database = { SQLITE_DB_PATH: join(folder, "models.db") };
    pair = await cachedPair({}, { REDIS_URL: redis.url, ROUTER_ADMIN_KEY: ADMIN, ...database });
    key = await newKey(pair.base, { requests_per_minute: 1_000_000 });
  });
  after(async () => {
    await pair.stop();
    await redis.remove();
    rmSync(folder, { recursive: true });
  });

  /** Asks without a pause, from four clients, while something is done; tells what the answers were. */
  async function during(work: () => Promise<void>): Promise<{ statuses: Set<number>; cache: Set<string> }> {
    const body = question();
    const statuses = new Set<number>();
    const cache = new Set<string>();
    let over = false;
    const client = async (): Promise<void> => {
      while (!over) {
        const response = await pair.chat(body, key);
        statuses.add(response.status);
        cache.add(response.headers.get("x-plinth-cache") ?? "none");
        await response.arrayBuffer();
      }
    };
    const clients = Array.from({ length: 4 }, client);
    await work().finally(() => (over = true));
    await Promise.all(clients);
    return { statuses, cache };
  }

  for (const [end, back] of [
    ["kill", "start"],
    ["pause", "unpause"],
  ] as const) {
    it(`answers every request while Redis is away by ${end}, and keeps answers again after ${back}`, async () => {
      const { statuses, cache } = await during(async () => {
        await redis.do(end);
        await metric(pair, DOWN);
        await redis.do(back);
        await metric(pair, UP);
      });
      assert.deepEqual([...statuses], [200]);
      assert.ok(cache.has("unavailable"), [...cache].join());
      const after = await during(() => metric(pair, /./).then(() => undefined));
      assert.deepEqual([...after.statuses], [200]);
      assert.ok(!after.cache.has("unavailable"), [...after.cache].join());
    });
  }

  it("holds a key to its limit while Redis is away, in this process", async () => {
    const limited = await newKey(pair.base, { requests_per_minute: 3 });
    await redis.do("kill");
    await metric(pair, DOWN);
    const statuses = [];
    for (let i = 0; i < 5; i++) statuses.push((await pair.chat(question(), limited)).status);
    assert.deepEqual(statuses, [200, 200, 200, 429, 429]);
    await redis.do("start");
    await metric(pair, UP);
  });
}
