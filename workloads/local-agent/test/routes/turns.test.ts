import assert from "node:assert/strict";
import { once } from "node:events";

import { openStream, TestAgent } from "../helpers/agent.ts";
import type { OpenStream } from "../helpers/agent.ts";
import { ModelFolder } from "../helpers/tiny-model.ts";

/** Takes longer than any test waits. */
const ENDLESS = { prompt: "hello", max_tokens: 30_000 };

describe("routes/infer, one after the other", () => {
  const models = new ModelFolder();
  let agent: TestAgent;
  before(async () => {
    agent = await TestAgent.start(models.write("letters"), {
      LOCAL_AGENT_CONTEXT_TOKENS: "32768",
      LOCAL_AGENT_QUEUE_LIMIT: "1",
    });
  });
  after(async () => {
    await agent.stop();
    models.remove();
  });

  const open = (): Promise<OpenStream> => openStream(agent.base, ENDLESS);

  it("lets a second request wait, and refuses the third with 429 and a time to come back", async () => {
    const first = await open();
    const second = agent.post({ prompt: "hi", max_tokens: 3 });
    await agent.until(1, 1);
    const third = await agent.post({ prompt: "hi", max_tokens: 3 });
    assert.equal(third.status, 429);
    assert.match(third.headers.get("retry-after") ?? "", /^[1-9]\d*$/);
    const { error } = (await third.json()) as { error: { code: string; message: string; type: string } };
    assert.deepEqual([error.code, error.type], ["queue_full", "rate_limit_error"]);
    assert.match(
      error.message,
      /^The agent makes 1 answer and 1 request waits for a turn; no more may wait\./,
    );
    first.request.destroy();
    assert.equal((await second).status, 200);
    await agent.until(0, 0);
  });

  it("stops the inference of a client that leaves", async () => {
    const { request, response } = await open();
    await once(response, "data");
    request.destroy();
    await agent.until(0, 0);
    const line = agent.logs.findLast((entry) => entry.includes('"/infer"')) ?? "";
    assert.match(line, /"outcome":"client_left"/);
  });

  it("gives a place in the queue back to others when its client leaves", async () => {
    const first = await open();
    const leaving = new AbortController();
    const second = agent.post({ prompt: "hi" }, { signal: leaving.signal }).catch(() => undefined);
    await agent.until(1, 1);
    leaving.abort();
    await second;
    await agent.until(1, 0);
    first.request.destroy();
    await agent.until(0, 0);
  });

  it("stops the reading of a long prompt when its client leaves", async () => {
    const leaving = new AbortController();
    const body = { prompt: "hello there ".repeat(2500), max_tokens: 1 };
    const asked = agent.post(body, { signal: leaving.signal }).catch(() => undefined);
    await agent.until(1, 0);
    leaving.abort();
    await asked;
    await agent.until(0, 0);
    assert.match(agent.logs.findLast((entry) => entry.includes('"/infer"')) ?? "", /"client_left"/);
  });
});

describe("routes/infer, side by side", () => {
  const models = new ModelFolder();
  let agent: TestAgent;
  before(async () => {
    agent = await TestAgent.start(models.write("letters"), {
      LOCAL_AGENT_CONTEXT_TOKENS: "8192",
      LOCAL_AGENT_CONCURRENCY: "2",
      LOCAL_AGENT_QUEUE_LIMIT: "0",
    });
  });
  after(async () => {
    await agent.stop();
    models.remove();
  });

  it("makes as many answers at once as it may, and no more", async () => {
    const both = await Promise.all(
      [1, 2].map(() => openStream(agent.base, { prompt: "a", max_tokens: 8000 })),
    );
    await agent.until(2, 0);
    assert.equal((await agent.refusal({ prompt: "hi", max_tokens: 3 })).status, 429);
    for (const { request } of both) request.destroy();
    await agent.until(0, 0);
  });
});
