import assert from "node:assert/strict";

import OpenAI from "openai";

import { TestAgent } from "./helpers/agent.ts";
import { ServerProcess } from "./helpers/process.ts";
import { ModelFolder } from "./helpers/tiny-model.ts";

const ROUTER = new URL("../../router/", import.meta.url);
const HELLO = [{ role: "user" as const, content: "hello" }];

describe("the router in front of the agent", () => {
  const models = new ModelFolder();
  let agent: TestAgent;
  let router: ServerProcess;
  let base: string;
  let client: OpenAI;
  before(async () => {
    agent = await TestAgent.start(models.write("letters"), {
      LOCAL_AGENT_CONTEXT_TOKENS: "32768",
      LOCAL_AGENT_QUEUE_LIMIT: "0",
    });
    router = new ServerProcess(ROUTER, { LOCAL_AGENT_URL: agent.base, ROUTER_PORT: "0" });
    base = await router.address();
    client = new OpenAI({ baseURL: `${base}/v1`, apiKey: "unused", maxRetries: 0 });
  });
  after(async () => {
    await router.kill();
    await agent.stop();
    models.remove();
  });

  const chat = { model: "local_tiny", messages: HELLO, temperature: 0 };

  it("is ready, and lists the agent's model", async () => {
    assert.equal((await fetch(`${base}/readyz`)).status, 200);
    const { data } = await client.models.list();
    assert.deepEqual(
      data.map(({ id }) => id),
      ["local_tiny"],
    );
  });

  it("answers a chat with the agent's text and its counted tokens", async () => {
    const { choices, usage } = await client.chat.completions.create({ ...chat, max_tokens: 9 });
    const direct = await agent.answer({ prompt: "hello", max_tokens: 9, temperature: 0 });
    const said = choices.map(({ message, finish_reason: finish }) => [message.content, finish]);
    assert.deepEqual(said, [[direct.text, "length"]]);
    assert.deepEqual(
      [usage?.prompt_tokens, usage?.completion_tokens, usage?.total_tokens],
      [direct.usage?.prompt_tokens, 9, direct.usage?.total_tokens],
    );
  });

  it("streams a chat, a piece for each token, with the usage at its end", async () => {
    const options = { stream: true as const, stream_options: { include_usage: true }, max_tokens: 9 };
    const pieces: string[] = [];
    let usage: OpenAI.CompletionUsage | null | undefined;
    let finish: string | null | undefined;
    for await (const chunk of await client.chat.completions.create({ ...chat, ...options })) {
      const choice = chunk.choices.at(0);
      if (choice?.delta.content) pieces.push(choice.delta.content);
      finish = choice?.finish_reason ?? finish;
      usage = chunk.usage ?? usage;
    }
    const direct = await agent.answer({ prompt: "hello", max_tokens: 9, temperature: 0 });
    assert.equal(pieces.length, 9);
    assert.equal(pieces.join(""), direct.text);
    assert.deepEqual([finish, usage?.completion_tokens], ["length", 9]);
  });

  it("completes a text, too", async () => {
    const completion = await client.completions.create({
      model: "local_tiny",
      prompt: "hello",
      max_tokens: 4,
      temperature: 0,
    });
    assert.equal(completion.choices[0]?.text.length, 4);
  });

  it("tells a prompt that is too long as OpenAI does, with the agent's numbers", async () => {
    const asked = client.chat.completions.create({ ...chat, max_tokens: 40_000 });
    await assert.rejects(asked, (error) => {
      assert.ok(error instanceof OpenAI.BadRequestError);
      assert.equal(error.code, "context_length_exceeded");
      assert.match(
        error.message,
        /has 6 tokens and max_tokens is 40000, together 40006, but .* 32768 tokens/,
      );
      return true;
    });
  });

  it("stops the agent's inference when the client leaves", async () => {
    const leaving = new AbortController();
    const stream = await client.chat.completions.create(
      { ...chat, max_tokens: 30_000, stream: true },
      { signal: leaving.signal },
    );
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
    // The client's own end of the loop left the stream, which may be heard here or be on its way still.
    leaving.abort();
    await agent.until(0, 0);
    assert.ok(agent.logs.some((line) => line.includes('"client_left"')));
  });

  it("hands on that the agent is full, with the time to come back", async () => {
    const leaving = new AbortController();
    const long = await client.chat.completions.create(
      { ...chat, max_tokens: 30_000, stream: true },
      { signal: leaving.signal },
    );
    await agent.until(1, 0);
    await assert.rejects(client.chat.completions.create({ ...chat, max_tokens: 3 }), (error) => {
      assert.ok(error instanceof OpenAI.RateLimitError);
      assert.equal(error.code, "queue_full");
      return /^[1-9]\d*$/.test(error.headers.get("retry-after") ?? "");
    });
    leaving.abort();
    long.controller.abort();
    await agent.until(0, 0);
  });
});
