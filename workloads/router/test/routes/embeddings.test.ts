import assert from "node:assert/strict";

import OpenAI, { BadRequestError, NotFoundError } from "openai";

import { FakeUpstream, sendJson } from "../helpers/fake-upstream.ts";
import { Pair } from "../helpers/pair.ts";
import { testRouter } from "../helpers/router.ts";
import type { TestRouter } from "../helpers/router.ts";

const VECTOR = [0.5, -1.25];

/** An answer as OpenAI writes it, in the encoding that was asked for. */
function embeddings(asked: { input: unknown; encoding_format?: string }): object {
  const texts = Array.isArray(asked.input) ? asked.input : [asked.input];
  const base64 = Buffer.from(Float32Array.from(VECTOR).buffer).toString("base64");
  const embedding = asked.encoding_format === "base64" ? base64 : VECTOR;
  const data = texts.map((_, index) => ({ object: "embedding", index, embedding }));
  return { object: "list", data, model: "tiny", usage: { prompt_tokens: 4, total_tokens: 4 } };
}

describe("routes/embeddings", () => {
  let upstream: FakeUpstream;
  let router: TestRouter;
  let client: OpenAI;
  beforeEach(async () => {
    upstream = await FakeUpstream.start((response, { body }) =>
      sendJson(response, 200, embeddings(JSON.parse(body) as { input: unknown })),
    );
    router = testRouter(upstream.url);
    client = new OpenAI({ baseURL: `${await router.listen()}/v1`, apiKey: "anything", maxRetries: 0 });
  });
  afterEach(async () => {
    router.app.server.closeAllConnections();
    await router.app.close();
    await upstream.stop();
  });

  it("embeds for the official client, as numbers and as base64", async () => {
    const plain = await client.embeddings.create({
      model: "tiny",
      input: ["a", "b"],
      encoding_format: "float",
    });
    assert.deepEqual(
      plain.data.map(({ embedding }) => embedding),
      [VECTOR, VECTOR],
    );
    const packed = await client.embeddings.create({ model: "tiny", input: "a" });
    assert.deepEqual([...(packed.data[0]?.embedding ?? [])], VECTOR);
    assert.deepEqual(packed.usage, { prompt_tokens: 4, total_tokens: 4 });
    assert.deepEqual(
      upstream.seen.map(({ url }) => url),
      ["/v1/embeddings", "/v1/embeddings"],
    );
  });

  it("hands the body on byte for byte, even with a wish to stream", async () => {
    const payload = '{"model":"tiny", "input":[[1,2],[3]],"stream":true}';
    const response = await router.app.inject({
      method: "POST",
      url: "/v1/embeddings",
      headers: { "content-type": "application/json" },
      payload,
    });
    assert.equal(response.statusCode, 200);
    assert.equal(upstream.seen[0]?.body, payload);
  });

  it("refuses a wrong body before the upstream is asked", async () => {
    const wrong: readonly [body: object, param: string][] = [
      [{ model: "tiny" }, "input"],
      [{ model: "tiny", input: "", dimensions: 0 }, "dimensions"],
      [{ model: "tiny", input: [1.5] }, "input"],
      [{ model: "tiny", input: "a", encoding_format: "hex" }, "encoding_format"],
    ];
    for (const [body, param] of wrong) {
      await assert.rejects(
        client.embeddings.create(body as OpenAI.EmbeddingCreateParams),
        (error: unknown) => error instanceof BadRequestError && error.param === param,
      );
    }
    assert.equal(upstream.seen.length, 0);
  });

  it("refuses an object with a length that is none where text or a list belongs", async () => {
    const input = { length: { toString: "x", valueOf: 1 } };
    const response = await router.app.inject({
      method: "POST",
      url: "/v1/embeddings",
      payload: { model: "tiny", input },
    });
    const { error } = response.json<{ error: { code: string; message: string } }>();
    assert.deepEqual([response.statusCode, error.code], [400, "invalid_type"]);
    assert.match(error.message, /an object with a field 'length'.*; it must be text or a list\.$/);
    assert.equal(upstream.seen.length, 0);
  });

  it("falls back and names unknown models like any other call", async () => {
    const pair = await Pair.start();
    pair.first.answer = (response) => sendJson(response, 503, {});
    pair.second.answer = (response) => sendJson(response, 200, embeddings({ input: "a" }));
    const other = new OpenAI({ baseURL: `${pair.base}/v1`, apiKey: "anything", maxRetries: 0 });
    const { response } = await other.embeddings
      .create({ model: "tiny", input: "a", encoding_format: "float" })
      .withResponse();
    assert.equal(response.headers.get("x-plinth-target"), "two/tiny");
    await assert.rejects(other.embeddings.create({ model: "tyni", input: "a" }), NotFoundError);
    await pair.stop();
  });
});
