import assert from "node:assert/strict";
import { once, EventEmitter } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createClient } from "@redis/client";

import { loadConfig } from "../../src/config.ts";
import { RedisConnection } from "../../src/redis/connection.ts";
import { connectedRedis, needsRedis, redisUrl } from "../helpers/redis.ts";

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
    const redis = new RedisConnection({ url: url.href, password: undefined }, (up, error) => {
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

  it("forgets what has a key that begins so, however much there is, and nothing else", async () => {
    const [forgotten, kept] = ["plinth:test:forgotten:", "plinth:test:kept"];
    const admin = createClient({ url: redisUrl ?? "" });
    await admin.connect();
    const redis = await connectedRedis();
    try {
      const values = Array.from({ length: 5000 }, (_, index) => [`${forgotten}${index}`, "x"] as const);
      await admin.mSet([...values.flat(), kept, "x"]);
      assert.equal(await redis.forget(forgotten), 5000);
      assert.equal(await redis.forget(forgotten), 0);
      assert.equal(await admin.get(kept), "x");
    } finally {
      redis.close();
      await admin.del(kept);
      admin.destroy();
    }
  });

  it("reads the password for each new connection, and is up again once the file has the new one", async () => {
    const folder = mkdtempSync(join(tmpdir(), "router-redis-"));
    const file = join(folder, "password");
    writeFileSync(file, "first\n");
    const admin = createClient({ url: redisUrl ?? "" });
    await admin.connect();
    await admin.sendCommand(["ACL", "SETUSER", USER, "on", ">first", "~plinth:*", "+get", "+ping"]);
    const url = new URL(redisUrl ?? "");
    url.username = USER;
    url.password = "";
    const login = loadConfig({ REDIS_URL: url.href, REDIS_PASSWORD_FILE: file }).redis;
    assert.ok(login);
    const reasons: string[] = [];
    const heard = new EventEmitter();
    const redis = new RedisConnection(login, (_up, error) => {
      if (error instanceof Error) reasons.push(error.message);
      heard.emit("change");
    });
    const until = async (up: boolean): Promise<void> => {
      while (redis.up !== up) await once(heard, "change");
    };
    try {
      redis.start();
      await until(true);
      await admin.sendCommand(["ACL", "SETUSER", USER, "resetpass", ">second"]);
      assert.equal(await redis.bytes("plinth:test:none-at-all"), null);
      await admin.sendCommand(["CLIENT", "KILL", "USER", USER]);
      await until(false);
      writeFileSync(file, "second\n");
      await until(true);
      assert.equal(await redis.bytes("plinth:test:none-at-all"), null);
      rmSync(file);
      await admin.sendCommand(["CLIENT", "KILL", "USER", USER]);
      await until(false);
      writeFileSync(file, "second\n");
      await until(true);
    } finally {
      redis.close();
      await admin.sendCommand(["ACL", "DELUSER", USER]);
      admin.destroy();
      rmSync(folder, { recursive: true });
    }
  });
});
