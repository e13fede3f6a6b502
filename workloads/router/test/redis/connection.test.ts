import assert from "node:assert/strict";
import { once, EventEmitter } from "node:events";

import { createClient } from "@redis/client";

import { RedisConnection } from "../../src/redis/connection.ts";
import { needsRedis, redisUrl } from "../helpers/redis.ts";

const USER = "plinth-test-reader";

describe("redis/connection", () => {
  before(function () {
    needsRedis(this);
  });

  it("is down, and says why, where Redis refuses a command, and up again once it does not", async () => {
    const admin = createClient({ url: redisUrl ?? "" });
    await admin.connect();
    await admin.sendCommand(["ACL", "SETUSER", USER, "on", ">secret", "~plinth:*", "+get", "+ping"]);
    const url = new URL(redisUrl ?? "");
    url.username = USER;
    url.password = "secret";
    const changes: (readonly [boolean, string])[] = [];
    const heard = new EventEmitter();
    const redis = new RedisConnection(url.href, (up, error) => {
      changes.push([up, error instanceof Error ? error.message : ""]);
      heard.emit("change");
    });
    try {
      redis.start();
      while (!redis.up) await once(heard, "change");
      assert.equal(await redis.bytes("plinth:test:nothing"), null);
      assert.equal(await redis.keep("plinth:test:nothing", Buffer.from("x"), 1000), false);
      assert.equal(redis.up, false);
      const [, [up, reason]] = changes as [unknown, readonly [boolean, string]];
      assert.equal(up, false);
      assert.match(reason, /NOPERM.*'?set'?/i);
      await admin.sendCommand(["ACL", "SETUSER", USER, "+set"]);
      while (!(await redis.keep("plinth:test:nothing", Buffer.from("x"), 1000)))
        await new Promise((resolve) => setTimeout(resolve, 50));
      assert.equal(redis.up, true);
    } finally {
      redis.close();
      await admin.sendCommand(["ACL", "DELUSER", USER]);
      admin.destroy();
    }
  });
});
