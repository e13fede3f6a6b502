import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createClient } from "@redis/client";

import { ADMIN, askAdmin, newKey } from "../../helpers/admin.ts";
import { cachedPair, question } from "../../helpers/cached-router.ts";
import type { Pair } from "../../helpers/pair.ts";
import { needsRedis, redisUrl } from "../../helpers/redis.ts";
import { testRouter } from "../../helpers/router.ts";

describe("routes/admin/cache", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "router-cache-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const variables = (name: string) => ({
    ROUTER_ADMIN_KEY: ADMIN,
    SQLITE_DB_PATH: join(folder, `${name}.db`),
  });

  it("says where no answers are kept that there is nothing to forget", async () => {
    const router = testRouter(undefined, variables("none"));
    const answer = await askAdmin(await router.listen(), "DELETE", "cache");
    const { error } = (await answer.json()) as { error: { code: string; message: string } };
    await router.app.close();
    assert.deepEqual([answer.status, error.code], [503, "cache_unavailable"]);
    assert.match(error.message, /This router has no Redis, and keeps no answers\./);
  });

  describe("on a real Redis", () => {
    let own: URL;
    let redis: ReturnType<typeof createClient>;
    let pair: Pair;
    const ends: (() => Promise<unknown>)[] = [];
    before(async function () {
      needsRedis(this);
      // A database of its own: in the other one answers are kept for other tests.
      own = new URL(redisUrl ?? "");
      own.pathname = "/7";
      redis = createClient({ url: own.href });
      await redis.connect();
      ends.push(
        () => redis.flushDb(),
        () => redis.close(),
      );
      await redis.flushDb();
      pair = await cachedPair({}, { REDIS_URL: own.href, ...variables("some") });
      ends.unshift(() => pair.stop());
    });
    after(async () => {
      for (const end of ends) await end();
    });

    it("forgets every answer of every tenant, and nothing else", async () => {
      const body = question();
      const keys = [await newKey(pair.base, { tenant: "a" }), await newKey(pair.base, { tenant: "b" })];
      const asked = () =>
        Promise.all(keys.map(async (key) => (await pair.chat(body, key)).headers.get("x-plinth-cache")));
      // An answer is on its way for a while, and a busy Redis may take longer than the router waits.
      while ((await asked()).some((result) => result !== "hit"));
      assert.equal((await redis.keys("plinth:router:answer:*")).length, 2);
      await redis.set("plinth:router:limit:a", "x");

      let answer = await askAdmin(pair.base, "DELETE", "cache");
      while (answer.status === 503) answer = await askAdmin(pair.base, "DELETE", "cache");
      assert.equal(answer.status, 200);
      assert.equal(typeof ((await answer.json()) as { deleted: unknown }).deleted, "number");
      assert.deepEqual(await redis.keys("plinth:router:answer:*"), []);
      assert.equal(await redis.get("plinth:router:limit:a"), "x");
      assert.ok(!(await asked()).includes("hit"));
    });

    it("lets nobody do so without the admin key", async () => {
      const headers = await newKey(pair.base);
      const answer = await fetch(`${pair.base}/admin/v1/cache`, { method: "DELETE", headers });
      assert.equal(answer.status, 401);
    });

    it("says where Redis stopped answering that answers may still be kept", async () => {
      const user = "plinth-test-keeper";
      await redis.sendCommand(["ACL", "SETUSER", user, "on", ">secret", "~plinth:*", "+@all", "-unlink"]);
      await redis.set("plinth:router:answer:left", "x");
      const url = new URL(own);
      url.username = user;
      url.password = "secret";
      const other = await cachedPair({}, { REDIS_URL: url.href, ...variables("other") });
      const answer = await askAdmin(other.base, "DELETE", "cache");
      const { error } = (await answer.json()) as { error: { code: string; message: string } };
      await other.stop();
      await redis.sendCommand(["ACL", "DELUSER", user]);
      assert.deepEqual([answer.status, error.code], [503, "cache_unavailable"]);
      assert.match(error.message, /some answers, or all of them, are still kept/);
    });
  });
});
