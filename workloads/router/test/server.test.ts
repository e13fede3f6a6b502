import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { beginStream, chunk, DONE, FakeUpstream } from "./helpers/fake-upstream.ts";
import { listening, said, startRouter } from "./helpers/process.ts";
import type { RouterProcess } from "./helpers/process.ts";
import { lastError, openStream, readAll } from "./helpers/streaming-client.ts";

describe("server", () => {
  let upstream: FakeUpstream;
  let upstreamSide: Promise<ServerResponse>;
  let running: RouterProcess | undefined;
  beforeEach(async () => {
    upstream = await FakeUpstream.start();
    upstreamSide = new Promise((resolve) => {
      upstream.answer = (response) => {
        beginStream(response);
        response.write(chunk("a"));
        resolve(response);
      };
    });
  });
  afterEach(async () => {
    running?.child.kill("SIGKILL");
    await running?.exit;
    await upstream.stop();
  });

  const run = (env: Record<string, string> = {}): RouterProcess =>
    (running = startRouter({ ROUTER_UPSTREAM_URL: upstream.url, ROUTER_PORT: "0", ...env }));

  it("exits 2 and tells every mistake of the environment, one line each", async () => {
    const { exit, output } = run({ ROUTER_UPSTREAM_URL: "nonsense", ROUTER_PORT: "x" });
    assert.equal(await exit, 2);
    assert.deepEqual(
      output()
        .trim()
        .split("\n")
        .map((line) => line.split(" ")[0]),
      ["ROUTER_UPSTREAM_URL", "ROUTER_PORT"],
    );
  });

  it("exits 2 and tells what does not fit together in the registry", async () => {
    const folder = mkdtempSync(join(tmpdir(), "router-unfit-"));
    const file = join(folder, "registry.yaml");
    writeFileSync(
      file,
      JSON.stringify({ models: { m: { targets: [{ backend: "elsewhere", model: "m" }] } } }),
    );
    const { exit, output } = run({ ROUTER_REGISTRY_FILE: file });
    assert.equal(await exit, 2);
    assert.equal(output(), "models.m names the backend elsewhere; there is upstream.\n");
    rmSync(folder, { recursive: true });
  });

  it("exits 1 and says what to do where the port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const { exit, output } = run({ ROUTER_PORT: String(port) });
    assert.equal(await exit, 1);
    assert.match(
      output(),
      new RegExp(`cannot listen on 127.0.0.1:${port}: another process listens there; .* ROUTER_PORT`),
    );
    other.close();
  });

  it("exits 1 and says what to do where the database is away, or is none", async () => {
    const folder = mkdtempSync(join(tmpdir(), "router-server-"));
    const junk = join(folder, "junk.db");
    writeFileSync(junk, "no database, and long enough to be taken for the head of one".repeat(20));
    const away = new URL("postgres://127.0.0.1:1/router");
    Object.assign(away, { username: "user", password: "hidden" });
    const cases = [
      [{ DATABASE_URL: away.href }, /\(postgres\) failed: ECONNREFUSED\. Start it, or correct DATABASE_URL/],
      [
        { SQLITE_DB_PATH: junk },
        /\(sqlite\) failed: file is not a database\. Set SQLITE_DB_PATH, which is .*junk\.db, to /,
      ],
    ] as const;
    for (const [env, sentence] of cases) {
      const { exit, output } = run({
        ROUTER_ADMIN_KEY: "an-admin-key-of-the-test",
        ROUTER_PORT: "0",
        ...env,
      });
      assert.equal(await exit, 1, output());
      assert.match(output(), sentence);
      assert.doesNotMatch(output(), /hidden|cannot listen|^ +at /m);
    }
    rmSync(folder, { recursive: true });
  });

  it("on SIGTERM takes no new connection, lets an open stream finish and exits 0", async () => {
    const router = run();
    const base = await listening(router);
    const { response } = await openStream(base);
    const reading = readAll(response);
    router.child.kill("SIGTERM");
    await said(router, /"stopping"/);
    await assert.rejects(fetch(`${base}/healthz`));
    (await upstreamSide).end(chunk("b") + DONE);
    assert.equal(await reading, chunk("a") + chunk("b") + DONE);
    assert.equal(await router.exit, 0);
  });

  it("ends what is still open at the limit with an error event, and exits 0", async () => {
    const router = run({ ROUTER_DRAIN_SECONDS: "0.1" });
    const { response } = await openStream(await listening(router));
    const reading = readAll(response);
    router.child.kill("SIGTERM");
    assert.equal(lastError(await reading).code, "shutting_down");
    assert.equal(await router.exit, 0);
  });

  it("does not wait any longer after a second signal", async () => {
    const router = run({ ROUTER_DRAIN_SECONDS: "60" });
    const { response } = await openStream(await listening(router));
    const reading = readAll(response);
    router.child.kill("SIGTERM");
    await said(router, /"stopping"/);
    router.child.kill("SIGTERM");
    assert.equal(lastError(await reading).code, "shutting_down");
    assert.equal(await router.exit, 0);
  });
});
