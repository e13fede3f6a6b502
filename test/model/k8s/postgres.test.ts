import assert from "node:assert/strict";
import { DATABASES_SCRIPT } from "../../../model/k8s/postgres";
import { STATE_SCRIPT } from "../../../model/k8s/sso/stack-state";
import { DatabaseServer } from "../../helpers/database-script";

const databases = { mlflow: "plinth_mlflow", prefect: "plinth_prefect" } as const;
const variables = { DATABASES: JSON.stringify(Object.entries(databases)) };
const ssoVariables = {
  DATABASE: "authelia",
  DATABASE_USER: "plinth_authelia",
  CACHE_USER: "plinth-authelia",
};

describe("model/k8s/postgres, by an administrator who is no superuser", function () {
  this.timeout(120_000);
  const server = new DatabaseServer();

  before(async function () {
    await server.start(this);
  });

  after(() => server.remove());

  /** Asserts that a database is its owner's, and that the administrator has no more rights than its own. */
  async function isOf(owner: string, database: string): Promise<void> {
    assert.deepEqual(await server.openTo("public", database), [false, false], database);
    assert.deepEqual(await server.openTo(owner, database), [true, true], database);
    assert.deepEqual(await server.rights(), ["administrator"]);
  }

  /** Runs the script of the services' databases, and looks at what there is then. */
  async function makesDatabases(): Promise<void> {
    const { code, stdout, stderr } = await server.run(DATABASES_SCRIPT, variables);
    assert.equal(code, 0, stdout + stderr);
    for (const [database, owner] of Object.entries(databases)) {
      await isOf(owner, database);
      assert.equal(await server.ask(`SELECT pg_has_role('${owner}', 'rds_iam', 'MEMBER')`), "t");
      for (const other of Object.values(databases).filter((name) => name !== owner))
        assert.deepEqual(await server.openTo(other, database), [false, false], other);
    }
  }

  /** Runs the script of the sign-on's database, and looks at what there is then. */
  async function makesTheSignOns(): Promise<void> {
    const { code, stdout, stderr } = await server.run(STATE_SCRIPT, ssoVariables);
    assert.equal(code, 0, stdout + stderr);
    await isOf(ssoVariables.DATABASE_USER, ssoVariables.DATABASE);
    const stored = `SELECT rolpassword FROM pg_authid WHERE rolname = '${ssoVariables.DATABASE_USER}'`;
    assert.match(await server.ask(stored), /^SCRAM-SHA-256\$/);
  }

  const ways = { "of services": makesDatabases, "of the sign-on": makesTheSignOns };
  for (const [whose, makes] of Object.entries(ways)) {
    it(`makes databases ${whose} that their owners alone may connect to, and changes nothing again`, async () => {
      await makes();
      await makes();
    });
  }

  it("closes what an earlier run left open", async () => {
    for (const database of ["mlflow", ssoVariables.DATABASE]) {
      await server.ask(`GRANT CONNECT, TEMPORARY ON DATABASE ${database} TO PUBLIC`);
      assert.deepEqual(await server.openTo("public", database), [true, true]);
    }
    await makesDatabases();
    await makesTheSignOns();
  });
});
