import assert from "node:assert/strict";
import { DATABASES_SCRIPT } from "../../../model/k8s/postgres";
import { DatabaseServer } from "../../helpers/database-script";
import { skipBecause } from "../../helpers/skip";

const databases = { mlflow: "plinth_mlflow", prefect: "plinth_prefect" } as const;
const variables = { DATABASES: JSON.stringify(Object.entries(databases)) };

describe("model/k8s/postgres, by an administrator who is no superuser", function () {
  this.timeout(60_000);
  let server: DatabaseServer | undefined;

  before(async function () {
    const missing = DatabaseServer.missing();
    if (missing.length > 0) skipBecause(this, `needs ${missing.join(", ")} on the PATH`);
    server = new DatabaseServer();
    await server.start();
  });

  after(() => server?.remove());

  /** Runs the script, and looks at what there is then. */
  function runs(): void {
    assert.ok(server);
    const { status, output } = server.run(DATABASES_SCRIPT, variables);
    assert.equal(status, 0, output);
    for (const [database, owner] of Object.entries(databases)) {
      assert.deepEqual(server.openTo("public", database), [false, false], database);
      assert.deepEqual(server.openTo(owner, database), [true, true], database);
      assert.equal(server.ask(`SELECT pg_has_role('${owner}', 'rds_iam', 'MEMBER')`), "t");
      for (const other of Object.values(databases).filter((name) => name !== owner))
        assert.deepEqual(server.openTo(other, database), [false, false], other);
    }
    assert.deepEqual(server.rights, ["administrator"]);
  }

  it("makes databases that their owners alone may connect to", () => {
    runs();
  });

  it("changes nothing when it runs again", () => {
    runs();
  });

  it("closes what an earlier run left open", () => {
    assert.ok(server);
    server.ask("GRANT CONNECT, TEMPORARY ON DATABASE mlflow TO PUBLIC");
    assert.deepEqual(server.openTo("public", "mlflow"), [true, true]);
    runs();
  });
});
