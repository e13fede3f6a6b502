import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import {
  cacheAccess,
  cacheIdentifier,
  cacheUser,
  cacheUserIds,
  databaseArnOf,
  databaseIdentifier,
  databasesOf,
  SESSIONS_DATABASE,
} from "../../../model/eks/databases";
import type { CacheUserId } from "../../../model/eks/databases";
import { scope } from "../../helpers/eks-scope";
import { skipBecause } from "../../helpers/skip";
import * as servers from "../../helpers/state-servers";

const name = fc.stringMatching(/^[a-z](?:[a-z0-9-]{0,18}[a-z0-9])?$/);

describe("model/eks/databases", () => {
  it("has a database and a user of the stack for each service", () => {
    assert.deepEqual(databasesOf(scope), [
      { id: "prefect", database: "prefect", user: "plinth_prefect" },
      { id: "mlflow", database: "mlflow", user: "plinth_mlflow" },
      { id: "router", database: "router", user: "plinth_router" },
    ]);
    assert.equal(databaseArnOf(scope), "arn:aws:rds:eu-central-1:123456789012:db:plinth-postgres");
  });

  it("has no user of one stack in another's", () => {
    fc.assert(
      fc.property(name, name, (one, other) => {
        fc.pre(one !== other);
        const users = (each: string) => databasesOf({ ...scope, name: each }).map(({ user }) => user);
        assert.equal(new Set([...users(one), ...users(other)]).size, 6);
      }),
    );
  });

  it("keeps to the names that Postgres, RDS and ElastiCache take", () => {
    fc.assert(
      fc.property(name, (each) => {
        const own = { ...scope, name: each };
        for (const { user } of databasesOf(own)) assert.match(user, /^[a-z][a-z0-9_]{0,62}$/);
        assert.match(databaseIdentifier(own), /^[a-z](?:-?[a-z0-9-])*$/);
        assert.ok(databaseIdentifier(own).length <= 63);
        // https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html
        assert.ok(cacheIdentifier(own).length <= 40);
        for (const id of cacheUserIds) assert.match(cacheUser(own, id), /^[a-z][a-z0-9-]{0,39}$/);
      }),
    );
  });

  describe("on a real Redis", function () {
    this.timeout(60_000);
    const password = "0123456789abcdefghij";
    const users = Object.fromEntries(
      cacheUserIds.map((id) => [id, { user: id, password, access: cacheAccess[id] }]),
    ) as Record<CacheUserId, servers.RedisLogin>;
    const session = "authelia-session:the-value-of-a-cookie";
    let folder = "";
    let port = 0;
    let redis: ChildProcess | undefined;

    /** What a user gets for a command. */
    const ask = (id: CacheUserId, ...command: readonly string[]): string =>
      servers.askRedis(folder, port, users[id], ...command);
    const inSessions = ["-n", String(SESSIONS_DATABASE)];

    before(async function () {
      const missing = servers.missingPrograms(["redis-server", "redis-cli", "openssl"]);
      if (missing.length > 0) skipBecause(this, `needs ${missing.join(", ")} on the PATH`);
      folder = mkdtempSync(join(tmpdir(), "plinth-cache-"));
      servers.makeCertificates(folder);
      port = await servers.freePort();
      redis = await servers.startRedis(folder, port, Object.values(users));
      assert.equal(ask("authelia", ...inSessions, "SET", session, "x", "PX", "60000"), "OK");
    });

    after(async () => {
      if (redis !== undefined) await servers.ended(redis);
      if (folder !== "") rmSync(folder, { recursive: true });
    });

    it("lets the router do what it does", () => {
      const key = "plinth:router:answer:a";
      assert.equal(ask("router", "SET", key, "x", "PX", "60000"), "OK");
      assert.equal(ask("router", "GET", key), "x");
      assert.equal(
        ask("router", "SCAN", "0", "MATCH", "plinth:router:answer:*", "COUNT", "1000"),
        `0\n${key}`,
      );
      assert.equal(ask("router", "UNLINK", key), "1");
      const rate = "plinth:router:rate:a";
      const script =
        "redis.call('TIME') redis.call('HSET', KEYS[1], 'at', '1') redis.call('PEXPIRE', KEYS[1], 1000) return redis.call('HMGET', KEYS[1], 'at')";
      assert.equal(ask("router", "EVAL", script, "1", rate), "1");
      assert.match(ask("router", "INFO", "server"), /redis_version/);
      assert.equal(ask("router", "PING"), "PONG");
    });

    it("keeps the router away from sessions and their names", () => {
      for (const command of ["SCAN 0 COUNT 1000", "RANDOMKEY"])
        assert.doesNotMatch(ask("router", ...command.split(" ")), /session/, command);
      for (const command of [
        ...[`SELECT ${String(SESSIONS_DATABASE)}`, `GET ${session}`, "KEYS *", "SWAPDB 0 1", "MOVE a 1"],
        ...["CLIENT TRACKING on BCAST", "SUBSCRIBE __keyspace@1__:*", "MONITOR", `UNLINK ${session}`],
        "EVAL return(redis.call('SELECT',1)) 0",
      ])
        assert.match(
          ask("router", ...command.split(" ")),
          /NOPERM|The user executing the script can.t run this command/,
          command,
        );
    });

    it("lets the sign-on use its database, and read nothing of the router's", () => {
      assert.equal(ask("authelia", ...inSessions, "GET", session), "x");
      assert.equal(ask("router", "SET", "plinth:router:rate:b", "x"), "OK");
      assert.match(ask("authelia", "GET", "plinth:router:rate:b"), /NOPERM/);
    });
  });
});
