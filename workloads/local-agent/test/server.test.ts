import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { eventsOf, openStream, readAll } from "./helpers/agent.ts";
import type { Answer, Refusal } from "./helpers/agent.ts";
import { ServerProcess } from "./helpers/process.ts";
import { ModelFolder } from "./helpers/tiny-model.ts";

const HERE = new URL("../", import.meta.url);

describe("server", () => {
  const models = new ModelFolder();
  const model = models.write("letters");
  let running: ServerProcess | undefined;
  afterEach(() => running?.kill());
  after(() => models.remove());

  const run = (env: Record<string, string> = {}, entry?: string): ServerProcess => {
    const fast = { LOCAL_AGENT_THREADS: "1", LOCAL_AGENT_PORT: "0", LOCAL_AGENT_CONTEXT_TOKENS: "32768" };
    running = new ServerProcess(HERE, { ...fast, LOCAL_AGENT_MODEL_PATH: model, ...env }, entry);
    return running;
  };
  const loaded = async (env?: Record<string, string>): Promise<{ agent: ServerProcess; base: string }> => {
    const agent = run(env);
    const base = await agent.address();
    await agent.said(/"model loaded"/);
    return { agent, base };
  };

  it("exits 2 and tells every mistake of the environment, one line each", async () => {
    const agent = run({ LOCAL_AGENT_PORT: "x", LOCAL_AGENT_MODEL: "x" });
    assert.equal(await agent.exit, 2);
    const names = agent.output
      .trim()
      .split("\n")
      .map((line) => line.split(" ")[0]);
    assert.deepEqual(names, ["LOCAL_AGENT_MODEL", "LOCAL_AGENT_PORT"]);
  });

  it("exits 2 where the model's file is missing, and says how to get it", async () => {
    const agent = run({ LOCAL_AGENT_MODEL_PATH: "/nowhere/model.gguf" });
    assert.equal(await agent.exit, 2);
    assert.equal(
      agent.output,
      "The file /nowhere/model.gguf of the model local_mistral-7b-instruct-q4 is missing; run `npm run fetch-model` in workloads/local-agent to download it (4.4 GB), or set LOCAL_AGENT_MODEL_PATH to a GGUF file that you have.\n",
    );
  });

  it("exits 1 where the file is no model", async () => {
    const file = join(models.path, "half.gguf");
    writeFileSync(file, readFileSync(model).subarray(0, 9000));
    const agent = run({ LOCAL_AGENT_MODEL_PATH: file });
    assert.equal(await agent.exit, 1);
    assert.match(agent.output, /^The model .*half\.gguf cannot be loaded/m);
  });

  it("exits 1 and says what to do where the port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const agent = run({ LOCAL_AGENT_PORT: String(port) });
    assert.equal(await agent.exit, 1);
    assert.match(
      agent.output,
      new RegExp(`cannot listen on 127.0.0.1:${port}: another process listens there .* LOCAL_AGENT_PORT`),
    );
    other.close();
  });

  it("on SIGTERM takes no new connection, lets open requests finish and exits 0", async () => {
    const { agent, base } = await loaded({ LOCAL_AGENT_DRAIN_SECONDS: "60" });
    const { response } = await openStream(base, { prompt: "hello", max_tokens: 800 });
    // It waits for its turn when the signal comes, and is answered too.
    const waiting = openStream(base, { prompt: "hi", max_tokens: 3 });
    while (!(await (await fetch(`${base}/healthz`)).text()).includes('"waiting":1'))
      await once(response, "data");
    agent.child.kill("SIGTERM");
    await agent.said(/"stopping"/);
    await assert.rejects(fetch(`${base}/healthz`));
    const [last, done] = eventsOf(await readAll(response)).slice(-2) as [Answer, string];
    assert.deepEqual([last.usage?.completion_tokens, done], [800, "[DONE]"]);
    assert.match(await readAll((await waiting).response), /\[DONE\]/);
    assert.equal(await agent.exit, 0);
  });

  it("ends what is still open at the limit with an error event, and exits 0", async () => {
    const { agent, base } = await loaded({ LOCAL_AGENT_DRAIN_SECONDS: "0.1" });
    const { response } = await openStream(base, { prompt: "hello", max_tokens: 30_000 });
    agent.child.kill("SIGTERM");
    const last = eventsOf(await readAll(response)).at(-1) as Refusal;
    assert.equal(last.error.code, "shutting_down");
    assert.equal(await agent.exit, 0);
  });

  it("does not wait any longer after a second signal", async () => {
    const { agent, base } = await loaded({ LOCAL_AGENT_DRAIN_SECONDS: "600" });
    const { response } = await openStream(base, { prompt: "hello", max_tokens: 30_000 });
    agent.child.kill("SIGTERM");
    await agent.said(/"stopping"/);
    agent.child.kill("SIGTERM");
    const last = eventsOf(await readAll(response)).at(-1) as Refusal;
    assert.equal(last.error.code, "shutting_down");
    assert.equal(await agent.exit, 0);
  });

  describe("fetch-model", () => {
    const FETCH = "src/fetch-model.ts";

    it("fetches the model's file where it is missing, and only there", async () => {
      const bytes = readFileSync(model);
      const source = createServer((request, response) => {
        const [, from, to] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? "") ?? [];
        const part = bytes.subarray(Number(from ?? 0), to ? Number(to) + 1 : undefined);
        response.writeHead(from === undefined ? 200 : 206, {
          "accept-ranges": "bytes",
          "content-length": part.length,
          ...(from !== undefined && {
            "content-range": `bytes ${from}-${Number(from) + part.length - 1}/${bytes.length}`,
          }),
        });
        response.end(request.method === "HEAD" ? undefined : part);
      }).listen(0, "127.0.0.1");
      await once(source, "listening");
      const file = join(models.path, "fetched", "model.gguf");
      const env = {
        LOCAL_AGENT_MODEL_PATH: file,
        LOCAL_AGENT_MODEL_URI: `http://127.0.0.1:${(source.address() as AddressInfo).port}/tiny.gguf`,
      };
      const first = run(env, FETCH);
      assert.equal(await first.exit, 0, first.output);
      assert.ok(readFileSync(file).equals(bytes));
      source.close();
      source.closeAllConnections();
      const second = run(env, FETCH);
      assert.equal(await second.exit, 0);
      assert.equal(second.output, `${file} is there already.\n`);
    });

    it("says what to do where it cannot be fetched", async () => {
      const uri = "http://127.0.0.1:9/tiny.gguf";
      const agent = run(
        { LOCAL_AGENT_MODEL_PATH: join(models.path, "none.gguf"), LOCAL_AGENT_MODEL_URI: uri },
        FETCH,
      );
      assert.equal(await agent.exit, 1);
      assert.match(
        agent.output,
        /^http:\/\/127.0.0.1:9\/tiny.gguf cannot be fetched \(.*\); .* LOCAL_AGENT_MODEL_URI/m,
      );
    });
  });
});
