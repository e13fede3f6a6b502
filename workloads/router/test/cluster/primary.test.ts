import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { beginStream, chunk, completion, DONE, FakeUpstream, sendJson } from "../helpers/fake-upstream.ts";
import { listening, said, startRouter } from "../helpers/process.ts";
import type { RouterProcess } from "../helpers/process.ts";
import { CHAT } from "../helpers/router.ts";
import { openStream, readAll } from "../helpers/streaming-client.ts";

describe("cluster/primary", function () {
  // Several processes start in each.
  this.timeout(60_000);
  let folder: string;
  let file: string;
  let upstream: FakeUpstream;
  let router: RouterProcess | undefined;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "router-cluster-"));
    file = join(folder, "registry.yaml");
    upstream = await FakeUpstream.start();
    writeRegistry("tiny");
  });
  afterEach(async () => {
    // Workers end with the primary process.
    router?.child.kill("SIGKILL");
    await router?.exit;
    await upstream.stop();
    rmSync(folder, { recursive: true });
  });

  function writeRegistry(model: string): void {
    const backends = { there: { kind: "openai-compatible", url: upstream.url } };
    const models = { tiny: { targets: [{ backend: "there", model }], num_retries: 0 } };
    writeFileSync(file, JSON.stringify({ backends, models }));
  }

  function run(env: Record<string, string> = {}): RouterProcess {
    router = startRouter({ ROUTER_REGISTRY_FILE: file, ROUTER_PORT: "0", ROUTER_WORKERS: "2", ...env });
    return router;
  }

  /** Pids of the workers, in the order in which they began to listen. */
  const workersOf = ({ output }: RouterProcess): number[] =>
    [...output().matchAll(/"pid":(\d+),[^\n]*listening at/g)].map(([, pid]) => Number(pid));

  /** A router whose workers listen, so many as were asked for. */
  async function started(env: Record<string, string> = {}, workers = 2): Promise<[RouterProcess, string]> {
    const process = run(env);
    const base = await listening(process);
    await atLeast(process, workers);
    return [process, base];
  }

  async function atLeast(process: RouterProcess, workers: number): Promise<void> {
    await said(process, new RegExp(`(listening at[^]*){${workers}}`));
  }

  async function ask(base: string): Promise<number> {
    const headers = { "content-type": "application/json", connection: "close" };
    const response = await fetch(`${base}/v1/chat/completions`, {
      method: "POST",
      headers,
      body: JSON.stringify(CHAT),
    });
    await response.text();
    return response.status;
  }

  it("answers from all workers, and tells the metrics of all together", async () => {
    const [process, base] = await started({}, 2);
    for (let i = 0; i < 6; i++) assert.equal(await ask(base), 200);
    // Log lines leave together, a moment later.
    await said(process, /("outcome":"ok"[^]*){6}/);
    const answering = new Set(
      [...process.output().matchAll(/"pid":(\d+)[^\n]*"outcome":"ok"/g)].map(([, pid]) => pid),
    );
    assert.equal(answering.size, 2);
    const text = await (await fetch(`${base}/metrics`)).text();
    assert.match(text, /^plinth_router_requests_total\{.*outcome="ok"\} 6$/m);
    assert.match(text, /^plinth_router_reload_last_ok 1$/m);
  });

  it("ends all workers at SIGTERM, cuts no open stream, and takes a signal to each process for one", async () => {
    const began = new Promise<ServerResponse>((resolve) => {
      upstream.answer = (response) => {
        beginStream(response);
        response.write(chunk("a"));
        resolve(response);
      };
    });
    const [router, base] = await started({ ROUTER_DRAIN_SECONDS: "50" });
    const { response } = await openStream(base);
    const reading = readAll(response);
    for (const pid of workersOf(router)) process.kill(pid, "SIGTERM");
    router.child.kill("SIGTERM");
    await said(router, /("stopping"[^]*){2}/);
    await assert.rejects(fetch(`${base}/healthz`));
    (await began).end(chunk("b") + DONE);
    assert.equal(await reading, chunk("a") + chunk("b") + DONE);
    assert.equal(await router.exit, 0);
  });

  it("hands SIGHUP to all workers", async () => {
    const [router, base] = await started();
    writeRegistry("other");
    router.child.kill("SIGHUP");
    await said(router, /("cause":"SIGHUP"[^]*){2}/);
    for (let i = 0; i < 4; i++) await ask(base);
    assert.deepEqual(
      new Set(upstream.seen.map(({ body }) => (JSON.parse(body) as { model: string }).model)),
      new Set(["other"]),
    );
  });

  it("starts another worker for one that dies, and answers meanwhile", async () => {
    const [router, base] = await started();
    upstream.answer = (response) => sendJson(response, 200, completion("hi"));
    process.kill(workersOf(router)[0] as number, "SIGKILL");
    await said(router, /"signal":"SIGKILL".*a worker ended, and another takes its place/);
    assert.equal(await ask(base), 200);
    await atLeast(router, 3);
    for (let i = 0; i < 4; i++) assert.equal(await ask(base), 200);
  });

  it("gives up with 1 and a sentence where no worker is left and none can start", async () => {
    const [router] = await started();
    writeFileSync(file, "models: [");
    for (const pid of workersOf(router)) process.kill(pid, "SIGKILL");
    assert.equal(await router.exit, 1);
    assert.match(
      router.output(),
      /no worker is left, and the last 5 ended before they listened or within 10 s of their start/,
    );
  });

  it("exits as one process does where the configuration is wrong or the port is taken, and tells it once", async () => {
    const misfit = JSON.stringify({ models: { m: { targets: [{ backend: "gone", model: "m" }] } } });
    writeFileSync(file, misfit);
    const unfit = run();
    assert.equal(await unfit.exit, 2);
    assert.equal(unfit.output(), "models.m names the backend gone; there is none.\n");
    const wrong = run({ ROUTER_WORKERS: "0" });
    assert.equal(await wrong.exit, 2);
    assert.match(
      wrong.output(),
      /^ROUTER_WORKERS is "0"; it must be a number from 1 to 999, or auto[^\n]*\n$/,
    );
    writeRegistry("tiny");
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const taken = run({ ROUTER_PORT: String((other.address() as AddressInfo).port) });
    assert.equal(await taken.exit, 1);
    assert.equal(taken.output().match(/cannot listen on/g)?.length, 1);
    other.close();
  });

  it("says that limits are not shared where there is no Redis", async () => {
    await started({ ROUTER_ADMIN_KEY: "admin", SQLITE_DB_PATH: join(folder, "models.db") });
    await said(router as RouterProcess, /without Redis each worker counts what keys use for itself/);
  });
});
