import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { LoadError } from "../src/inference/engine.ts";

import { TestAgent } from "./helpers/agent.ts";
import { ModelFolder } from "./helpers/tiny-model.ts";

describe("app", () => {
  const models = new ModelFolder();
  let agent: TestAgent | undefined;
  afterEach(() => agent?.stop());
  after(() => models.remove());

  it("says on /healthz which model it has, and that it is loaded", async () => {
    agent = await TestAgent.start(models.write("small", { contextLength: 128 }));
    const response = await fetch(`${agent.base}/healthz`);
    assert.equal(response.status, 200);
    const { device, ...rest } = (await response.json()) as Record<string, unknown>;
    assert.deepEqual(rest, {
      status: "ok",
      model: "local_tiny",
      loaded: true,
      context_tokens: 128,
      running: 0,
      waiting: 0,
    });
    assert.ok(device === "cpu" || device === "metal");
    assert.ok(agent.logs.some((line) => line.includes("holds less than LOCAL_AGENT_CONTEXT_TOKENS")));
  });

  it("has no answer for a web page, wherever its name leads", async () => {
    agent = await TestAgent.start(models.write("page"));
    for (const headers of [{ origin: "https://example.com" }, { origin: agent.base }, { origin: "null" }]) {
      const response = await agent.post({ prompt: "hi" }, { headers });
      assert.equal(response.status, 403);
      assert.match(await response.text(), /A web page of .*"web_page"/);
    }
  });

  it("lives while the model is being loaded, and asks to be asked later", async () => {
    agent = new TestAgent(models.write("later"));
    await agent.listen();
    const health = await fetch(`${agent.base}/healthz`);
    assert.equal(health.status, 503);
    assert.deepEqual(await health.json(), { status: "loading", model: "local_tiny", loaded: false });
    const response = await agent.post({ prompt: "hi" });
    assert.deepEqual([response.status, response.headers.get("retry-after")], [503, "2"]);
    assert.match(await response.text(), /"model_loading"/);
  });

  it("says of a file that is no model what to do", async () => {
    const file = join(models.path, "broken.gguf");
    writeFileSync(file, "GGUF, but nothing else");
    agent = new TestAgent(file);
    await agent.listen();
    await assert.rejects(agent.agent.load(), (error) => {
      assert.ok(error instanceof LoadError);
      assert.match(
        error.message,
        /^The model .*broken\.gguf cannot be loaded \(its first bytes are not .*\); set LOCAL_AGENT_MODEL_PATH/,
      );
      return true;
    });
  });

  it("gives up loading when it is stopped", async () => {
    agent = new TestAgent(models.write("stopped"));
    await agent.listen();
    const loading = agent.agent.load();
    agent.agent.beginStop();
    await assert.rejects(loading, { code: "shutting_down" });
    const response = await agent.post({ prompt: "hi" });
    assert.match(await response.text(), /"shutting_down"/);
    assert.equal((await agent.health())["status"], "stopping");
  });
});
