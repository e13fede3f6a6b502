import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { AdminApi } from "../../../automation/router/api";
import type { Door } from "../../../automation/router/door";
import { PlinthError } from "../../../model/errors";
import { RouterProcess } from "../../helpers/router-process";
import { freePort } from "../../helpers/stack";

function doorTo(url: string, adminKey = "key"): Door {
  return { url, adminKey, adminKeyFile: "/keys/admin", stack: "dev" };
}

async function refused(door: Door, signal = new AbortController().signal): Promise<PlinthError> {
  try {
    await new AdminApi(door, signal).keys();
  } catch (error) {
    assert.ok(error instanceof PlinthError, String(error));
    return error;
  }
  return assert.fail("it must be refused");
}

describe("automation/router/api", function () {
  this.timeout(60_000);
  const servers: Server[] = [];

  const serve = async (listener: RequestListener): Promise<string> => {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  };

  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  it("says of a router that is not there what brings it up", async () => {
    const url = `http://127.0.0.1:${String(await freePort())}`;
    const local = await refused(doorTo(url));
    assert.equal(local.code, "router-unreachable");
    assert.equal(local.exitCode, 3);
    assert.equal(local.message, `The router at ${url} does not answer: nothing listens there.`);
    assert.match(local.fix, /`\.\/plinth up dev`/);
    const other = await refused({ ...doorTo(url), stack: undefined });
    assert.match(other.fix, /Check the address/);
  });

  it("knows a router that refuses the admin key, and one that has no admin API", async () => {
    const router = await RouterProcess.start();
    try {
      const wrong = await refused(doorTo(router.url, "wrong"));
      assert.equal(wrong.code, "router-admin-key");
      assert.equal(wrong.message, `The router at ${router.url} refuses the admin key in /keys/admin.`);
      assert.ok(!wrong.format().includes("wrong"), "the key is in no sentence");
    } finally {
      await router.stop();
    }
    const closed = await RouterProcess.start({ ROUTER_ADMIN_KEY_FILE: "" });
    try {
      const { code, message } = await refused(doorTo(closed.url));
      assert.deepEqual([code, message.includes("has no admin API")], ["router-admin-key", true]);
    } finally {
      await closed.stop();
    }
  });

  it("follows no redirect, which would take the key elsewhere", async () => {
    const asked: string[] = [];
    const url = await serve((request, response) => {
      asked.push(request.url ?? "");
      response.writeHead(307, { location: "/elsewhere" }).end();
    });
    const { code, message } = await refused(doorTo(url));
    assert.equal(code, "router-unreachable");
    assert.match(message, /no router of Plinth: it answered GET \/admin\/v1\/keys with status 307/);
    assert.deepEqual(asked, ["/admin/v1/keys"]);
  });

  it("takes what is no router for none, whatever its status", async () => {
    for (const status of [200, 404, 502]) {
      const url = await serve((_, response) => response.writeHead(status).end("<html>hello</html>"));
      assert.equal((await refused(doorTo(url))).code, "router-unreachable", String(status));
    }
  });

  it("tells a failure of the router from a refusal", async () => {
    for (const [status, code] of [
      [503, "router-failed"],
      [400, "router-refused"],
      [404, "router-unknown"],
      [409, "router-conflict"],
    ] as const) {
      const body = JSON.stringify({ error: { message: "It is so.", code: "some_code" } });
      const url = await serve((_, response) => response.writeHead(status).end(body));
      const error = await refused(doorTo(url));
      assert.deepEqual([error.code, error.message], [code, "The router says: It is so."]);
    }
  });

  it("ends with the reason of its signal", async () => {
    const stop = new AbortController();
    const url = await serve(() =>
      stop.abort(new PlinthError("interrupted", "Interrupted: nothing was changed.")),
    );
    assert.equal((await refused(doorTo(url), stop.signal)).code, "interrupted");
  });

  it("asks for names with slashes, stars and colons as the router has them", async () => {
    const asked: string[] = [];
    const url = await serve((request, response) => {
      asked.push(`${request.method ?? ""} ${request.url ?? ""}`);
      response.end("{}");
    });
    const api = new AdminApi(doorTo(url), new AbortController().signal);
    await api.removeEntry("models", "openai/*");
    await api.removeEntry("models", "a b?c#d");
    await api.revokeKey("../registry");
    assert.deepEqual(asked, [
      "DELETE /admin/v1/models/openai/*",
      "DELETE /admin/v1/models/a%20b%3Fc%23d",
      "DELETE /admin/v1/keys/..%2Fregistry",
    ]);
  });
});
