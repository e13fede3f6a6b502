import assert from "node:assert/strict";
import fc from "fast-check";
import {
  cacheIdentifier,
  cacheUser,
  cacheUserIds,
  databaseArnOf,
  databaseIdentifier,
  databasesOf,
} from "../../../model/eks/databases";
import { scope } from "../../helpers/eks-scope";

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
});
