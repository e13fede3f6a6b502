import assert from "node:assert/strict";

import Anthropic, { BadRequestError } from "@anthropic-ai/sdk";
import type { APIError } from "@anthropic-ai/sdk";

import { FakeUpstream } from "../helpers/fake-upstream.ts";
import { testRouter } from "../helpers/router.ts";
import type { TestRouter } from "../helpers/router.ts";

const ASKED = { model: "tiny", max_tokens: 50, messages: [{ role: "user" as const, content: "hi" }] };
const WEATHER: Anthropic.Tool = { name: "weather", input_schema: { type: "object" } };

/** The message of an error's body; the client's own message quotes it as JSON. */
function sentenceOf({ error }: APIError): string {
  return (error as { error: { message: string } }).error.message;
}

describe("routes/messages, what it refuses", () => {
  let upstream: FakeUpstream;
  let router: TestRouter;
  let client: Anthropic;
  before(async () => {
    upstream = await FakeUpstream.start();
    router = testRouter(upstream.url);
    client = new Anthropic({ baseURL: await router.listen(), apiKey: "any", authToken: null, maxRetries: 0 });
  });
  after(async () => {
    router.app.server.closeAllConnections();
    await router.app.close();
    await upstream.stop();
  });

  const unsupported: readonly [name: string, body: object, message: RegExp][] = [
    [
      "a tool of the server",
      { tools: [{ type: "web_search_20250305", name: "web_search" }] },
      /'tools\[0\]\.type' is "web_search_20250305"/,
    ],
    ["a server of tools", { mcp_servers: [] }, /'mcp_servers'/],
    [
      "an unknown block",
      { messages: [{ role: "user", content: [{ type: "search_result" }] }] },
      /'messages\[0\]\.content\[0\]' has the type "search_result"/,
    ],
    [
      "a file of the provider's",
      { messages: [{ role: "user", content: [{ type: "image", source: { type: "file", file_id: "f" } }] }] },
      /it takes base64 and url/,
    ],
    ["a tool without a schema", { tools: [{ name: "a" }] }, /'tools\[0\]\.input_schema' is missing/],
    [
      "a tool whose schema is none",
      { tools: [{ name: "a", input_schema: { type: "string" } }] },
      /'tools\[0\]\.input_schema\.type' is "string"/,
    ],
    [
      "no max_tokens",
      { max_tokens: undefined },
      /'max_tokens' is missing; it must be an integer of 1 or more/,
    ],
    [
      "a tool call without a name",
      { messages: [{ role: "assistant", content: [{ type: "tool_use", id: "a", input: {} }] }] },
      /'messages\[0\]\.content\[0\]\.name' is missing/,
    ],
    [
      "a choice without a tool",
      { tools: [WEATHER], tool_choice: { type: "tool" } },
      /'tool_choice\.name' is missing/,
    ],
  ];
  for (const [name, body, message] of unsupported) {
    it(`refuses ${name}, before the upstream is asked`, async () => {
      await assert.rejects(
        client.messages.create({ ...ASKED, ...body } as Anthropic.MessageCreateParamsNonStreaming),
        (error: unknown) => error instanceof BadRequestError && message.test(sentenceOf(error)),
      );
      assert.equal(upstream.seen.length, 0);
    });
  }
});
