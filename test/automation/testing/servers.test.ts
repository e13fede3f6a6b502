import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { docker } from "../../../automation/docker";
import { startPostgres, startRedis } from "../../../automation/testing/servers";
import { skipBecause } from "../../helpers/skip";

/** @see https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-SSLREQUEST */
const ASK_FOR_TLS = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

describe("automation/testing/servers", function () {
  this.timeout(120_000);

  for (const [what, start, question, answer] of [
    ["Postgres", startPostgres, ASK_FOR_TLS, /^[SN]$/],
    ["Redis", startRedis, Buffer.from("PING\r\n"), /^-NOAUTH/],
  ] as const) {
    it(`starts a ${what} on this machine alone, behind a password, and takes it away`, async function () {
      const server = await start();
      if ("problem" in server) skipBecause(this, server.problem);
      const { hostname, port, password } = new URL(server.url);
      assert.equal(hostname, "127.0.0.1");
      assert.ok(password.length >= 32);
      const socket = connect(Number(port), hostname, () => socket.write(question));
      const [said] = (await once(socket, "data")) as [Buffer];
      socket.destroy();
      // The engine's own proxy would take a connection for a server that is not there.
      assert.match(said.toString(), answer);
      await server.remove();
      const left = await docker(["ps", "--all", "--format", "{{.Names}} {{.Ports}}"]);
      assert.ok(!left.includes(`:${port}->`));
    });
  }
});
