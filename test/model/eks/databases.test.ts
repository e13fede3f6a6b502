import assert from "node:assert/strict";
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
import { images } from "../../../model/versions";
import { scope } from "../../helpers/eks-scope";
import { needImage } from "../../helpers/images";
import { RedisContainer } from "../../helpers/redis-container";

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
    const redis = new RedisContainer(cacheAccess);
    const session = "authelia-session:the-value-of-a-cookie";
    /** What a user gets for a command. */
    const ask = (id: CacheUserId, ...command: readonly string[]): Promise<string> =>
      redis.ask(id, ...command);
    const inSessions = ["-n", String(SESSIONS_DATABASE)];

    before(async function () {
      await redis.start(await needImage(this, images.redis));
      assert.equal(await ask("authelia", ...inSessions, "SET", session, "x", "PX", "60000"), "OK");
    });

    after(() => redis.remove());

    it("lets the router do what it does", async () => {
      const key = "plinth:router:answer:a";
      assert.equal(await ask("router", "SET", key, "x", "PX", "60000"), "OK");
      assert.equal(await ask("router", "GET", key), "x");
      assert.equal(
        await ask("router", "SCAN", "0", "MATCH", "plinth:router:answer:*", "COUNT", "1000"),
        `0\n${key}`,
      );
      assert.equal(await ask("router", "UNLINK", key), "1");
      const rate = "plinth:router:rate:a";
      const script =
        "redis.call('TIME') redis.call('HSET', KEYS[1], 'at', '1') redis.call('PEXPIRE', KEYS[1], 1000) return redis.call('HMGET', KEYS[1], 'at')";
      assert.equal(await ask("router", "EVAL", script, "1", rate), "1");
      assert.match(await ask("router", "INFO", "server"), /redis_version/);
      assert.equal(await ask("router", "PING"), "PONG");
    });

    it("keeps the router away from sessions and their names", async () => {
      for (const command of ["SCAN 0 COUNT 1000", "RANDOMKEY"])
        assert.doesNotMatch(await ask("router", ...command.split(" ")), /session/, command);
      for (const command of [
        ...[`SELECT ${String(SESSIONS_DATABASE)}`, `GET ${session}`, "KEYS *", "SWAPDB 0 1", "MOVE a 1"],
        ...["CLIENT TRACKING on BCAST", "SUBSCRIBE __keyspace@1__:*", "MONITOR", `UNLINK ${session}`],
        "EVAL return(redis.call('SELECT',1)) 0",
      ])
        assert.match(await ask("router", ...command.split(" ")), /^NOPERM|ACL failure in script/, command);
    });

    it("lets the sign-on use its database, and read nothing of the router's", async () => {
      assert.equal(await ask("authelia", ...inSessions, "GET", session), "x");
      assert.equal(await ask("router", "SET", "plinth:router:rate:b", "x"), "OK");
      assert.match(await ask("authelia", "GET", "plinth:router:rate:b"), /NOPERM/);
    });
  });
});
