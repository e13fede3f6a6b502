import assert from "node:assert/strict";

import OpenAI, { APIError, BadRequestError, NotFoundError, RateLimitError } from "openai";

import {
  beginStream,
  chunk,
  completion,
  DONE,
  FakeUpstream,
  MODELS,
  sendJson,
} from "./helpers/fake-upstream.ts";
import { testRouter } from "./helpers/router.ts";
import type { TestRouter } from "./helpers/router.ts";

const MESSAGES: OpenAI.ChatCompletionMessageParam[] = [{ role: "user", content: "hi" }];

describe("the official openai client", () => {
  let upstream: FakeUpstream;
  let router: TestRouter;
  let client: OpenAI;
  beforeEach(async () => {
    upstream = await FakeUpstream.start();
    router = testRouter(upstream.url);
    client = new OpenAI({ baseURL: `${await router.listen()}/v1`, apiKey: "anything", maxRetries: 0 });
  });
  afterEach(async () => {
    router.app.server.closeAllConnections();
    await router.app.close();
    await upstream.stop();
  });

  it("lists models and fetches one", async () => {
    upstream.answer = (response) => sendJson(response, 200, MODELS);
    const ids: string[] = [];
    for await (const model of client.models.list()) ids.push(model.id);
    assert.deepEqual(ids, ["tiny", "org/large:7b"]);
    assert.equal((await client.models.retrieve("org/large:7b")).owned_by, "library");
    await assert.rejects(client.models.retrieve("huge"), NotFoundError);
  });

  it("completes a chat", async () => {
    const answer = await client.chat.completions.create({ model: "tiny", messages: MESSAGES });
    assert.equal(answer.choices[0]?.message.content, "hello");
    assert.deepEqual(answer.usage, (completion("hello") as { usage: object }).usage);
  });

  it("streams a chat", async () => {
    upstream.answer = (response) => {
      beginStream(response);
      response.end(chunk("hel") + chunk("lo") + chunk("", "stop") + DONE);
    };
    const stream = await client.chat.completions.create({ model: "tiny", messages: MESSAGES, stream: true });
    let text = "";
    for await (const part of stream) text += part.choices[0]?.delta.content ?? "";
    assert.equal(text, "hello");
  });

  it("leaves a stream, and the upstream hears of it", async () => {
    const left = new Promise<void>((resolve) => {
      upstream.answer = (response) => {
        response.once("close", resolve);
        beginStream(response);
        response.write(chunk("a"));
      };
    });
    const stream = await client.chat.completions.create({ model: "tiny", messages: MESSAGES, stream: true });
    for await (const part of stream) {
      assert.equal(part.choices[0]?.delta.content, "a");
      break;
    }
    await left;
  });

  it("throws where a stream is cut, and does not take it for an answer", async () => {
    upstream.answer = (response) => {
      beginStream(response);
      response.write(chunk("half"), () => response.destroy());
    };
    const stream = await client.chat.completions.create({ model: "tiny", messages: MESSAGES, stream: true });
    await assert.rejects(
      async () => {
        for await (const part of stream) void part;
      },
      (error: unknown) => error instanceof APIError && error.code === "upstream_connection_lost",
    );
  });

  it("throws its own error classes", async () => {
    await assert.rejects(
      client.chat.completions.create({ model: "tiny", messages: MESSAGES, max_tokens: -5 }),
      (error: unknown) =>
        error instanceof BadRequestError && error.param === "max_tokens" && error.code === "invalid_value",
    );
    upstream.answer = (response) => sendJson(response, 429, { error: { message: "slow down" } });
    await assert.rejects(
      client.chat.completions.create({ model: "tiny", messages: MESSAGES }),
      RateLimitError,
    );
  });
});
