import assert from "node:assert/strict";

import OpenAI, { APIError } from "openai";

import { FakeUpstream } from "../helpers/fake-upstream.ts";
import { testRouter } from "../helpers/router.ts";

const FIFTY_MIB = 50 * 1024 * 1024;

describe("routes, a body of 50 MiB", () => {
  it("is refused in OpenAI's shape, before the upstream is asked", async () => {
    const upstream = await FakeUpstream.start();
    const router = testRouter(upstream.url);
    const client = new OpenAI({ baseURL: `${await router.listen()}/v1`, apiKey: "any", maxRetries: 0 });
    const messages = [{ role: "user" as const, content: "x".repeat(FIFTY_MIB) }];
    await assert.rejects(client.chat.completions.create({ model: "tiny", messages }), (error: unknown) => {
      assert.ok(error instanceof APIError, String(error));
      assert.deepEqual([error.status, error.code], [413, "body_too_large"]);
      return /over the limit of 10 MiB/.test(error.message);
    });
    assert.equal(upstream.seen.length, 0);
    router.app.server.closeAllConnections();
    await router.app.close();
    await upstream.stop();
  });
});
