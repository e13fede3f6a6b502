import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";

import { beginStream, chunk, DONE, FakeUpstream } from "./helpers/fake-upstream.ts";
import { lastError, openStream, readAll } from "./helpers/streaming-client.ts";

const ENTRY = new URL("../src/server.ts", import.meta.url).pathname;

/** A router in a process of its own. */
interface Process {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** The exit status, once it has one. */
  readonly exit: Promise<number | null>;
}

function start(env: Record<string, string>): Process {
  const child = spawn(process.execPath, ["--import", "tsx", ENTRY], {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data: Buffer) => (output += data.toString()));
  }
  const exit = once(child, "close").then(([code]) => code as number | null);
  return { child, output: () => output, exit };
}

/** Waits for the line that tells the address. */
async function listening({ child, output }: Process): Promise<string> {
  for (;;) {
    const address = /listening at (http:\/\/[\d.:]+)/.exec(output())?.[1];
    if (address !== undefined) return address;
    await Promise.race([once(child.stdout as NodeJS.ReadableStream, "data"), once(child, "close")]);
    if (child.exitCode !== null) throw new Error(output());
  }
}

describe("server", () => {
  let upstream: FakeUpstream;
  let upstreamSide: Promise<ServerResponse>;
  let running: Process | undefined;
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

  const run = (env: Record<string, string> = {}): Process =>
    (running = start({ ROUTER_UPSTREAM_URL: upstream.url, ROUTER_PORT: "0", ...env }));

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

  it("on SIGTERM takes no new connection, lets an open stream finish and exits 0", async () => {
    const router = run();
    const base = await listening(router);
    const { response } = await openStream(base);
    const reading = readAll(response);
    router.child.kill("SIGTERM");
    while (!router.output().includes('"stopping"'))
      await once(router.child.stdout as NodeJS.ReadableStream, "data");
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
    while (!router.output().includes('"stopping"'))
      await once(router.child.stdout as NodeJS.ReadableStream, "data");
    router.child.kill("SIGTERM");
    assert.equal(lastError(await reading).code, "shutting_down");
    assert.equal(await router.exit, 0);
  });
});
