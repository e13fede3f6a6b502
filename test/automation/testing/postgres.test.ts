import assert from "node:assert/strict";
import { connect } from "node:net";
import { docker } from "../../../automation/docker";
import { startPostgres } from "../../../automation/testing/postgres";
import { skipBecause } from "../../helpers/skip";

describe("automation/testing/postgres", function () {
  this.timeout(120_000);

  it("starts a server on this machine alone, and takes it away", async function () {
    const server = await startPostgres();
    if ("problem" in server) skipBecause(this, server.problem);
    const { hostname, port, password } = new URL(server.url);
    assert.equal(hostname, "127.0.0.1");
    assert.ok(password.length >= 32);
    await new Promise<void>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => {
        socket.destroy();
        resolve();
      });
      socket.once("error", reject);
    });
    await server.remove();
    const left = await docker(["ps", "--all", "--format", "{{.Names}} {{.Ports}}"]);
    assert.ok(!left.includes(`:${port}->`));
  });
});
