import assert from "node:assert/strict";
import { stackState, stackStateObjects, STATE_SCRIPT } from "../../../../model/k8s/sso/stack-state";
import { DatabaseServer } from "../../../helpers/database-script";
import { scope } from "../../../helpers/eks-scope";
import { skipBecause } from "../../../helpers/skip";

describe("model/k8s/sso/stack-state", () => {
  it("logs in to the stack's own servers, each with a password of its own", () => {
    const { postgres, redis } = stackState(scope, { postgres: "postgres", redis: "valkey" });
    assert.deepEqual([postgres.host, postgres.username], ["postgres", "plinth_authelia"]);
    assert.deepEqual([redis.host, redis.username], ["valkey", "plinth-authelia"]);
    assert.notEqual(postgres.passwordKey, redis.passwordKey);
    // Apart from the router, whose user could see the sessions' names.
    assert.equal(redis.database, 1);
    const { spec } = stackStateObjects(scope)["passwords"] as unknown as {
      readonly spec: { readonly refreshPolicy: string; readonly target: { readonly template: object } };
    };
    assert.equal(spec.refreshPolicy, "CreatedOnce");
    assert.deepEqual(spec.target.template, {
      data: { postgres: "{{ .postgres }}", redis: "{{ .redis }}" },
    });
  });

  describe("by an administrator of Postgres who is no superuser", function () {
    this.timeout(60_000);
    const variables = {
      DATABASE: "authelia",
      DATABASE_USER: "plinth_authelia",
      CACHE_USER: "plinth-authelia",
    };
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
      const { status, output } = server.run(STATE_SCRIPT, variables);
      assert.equal(status, 0, output);
      assert.deepEqual(server.openTo("public", "authelia"), [false, false]);
      assert.deepEqual(server.openTo("plinth_authelia", "authelia"), [true, true]);
      const stored = "SELECT rolpassword FROM pg_authid WHERE rolname = 'plinth_authelia'";
      assert.match(server.ask(stored), /^SCRAM-SHA-256\$/);
      assert.deepEqual(server.rights, ["administrator"]);
    }

    it("makes a database that its owner alone may connect to, and changes nothing when it runs again", () => {
      runs();
      runs();
    });

    it("closes a database that an earlier run left open", () => {
      assert.ok(server);
      server.ask("GRANT CONNECT, TEMPORARY ON DATABASE authelia TO PUBLIC");
      assert.deepEqual(server.openTo("public", "authelia"), [true, true]);
      runs();
    });
  });
});
