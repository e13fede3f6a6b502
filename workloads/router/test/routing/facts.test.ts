import assert from "node:assert/strict";

import { factsOf } from "../../src/routing/facts.ts";

const MESSAGES = [
  { role: "system", content: "You help." },
  { role: "user", content: "Hello." },
];

describe("routing/facts", () => {
  it("estimates tokens from bytes, images aside", () => {
    const url = `data:image/png;base64,${"A".repeat(4000)}`;
    const json = { messages: [{ role: "user", content: [{ type: "image_url", image_url: { url } }] }] };
    assert.equal(factsOf(json, 400 + url.length, undefined).promptTokens, 100);
  });

  it("finds what the request needs", () => {
    const image = { role: "user", content: [{ type: "image_url", image_url: { url: "https://x/y.png" } }] };
    const json = {
      messages: [image],
      tools: [{ type: "function" }],
      response_format: { type: "json_schema" },
    };
    assert.deepEqual(factsOf(json, 1000, undefined).needs, ["tools", "json_schema", "images"]);
    assert.deepEqual(factsOf({ messages: MESSAGES, tools: [] }, 100, undefined).needs, []);
  });

  it("names a conversation by its beginning, which stays while it grows", () => {
    const longer = [...MESSAGES, { role: "assistant", content: "Hi." }, { role: "user", content: "More." }];
    const prefix = factsOf({ messages: MESSAGES }, 100, undefined).prefix();
    assert.equal(factsOf({ messages: longer }, 200, undefined).prefix(), prefix);
    assert.notEqual(
      factsOf({ messages: [{ role: "user", content: "Other." }] }, 100, undefined).prefix(),
      prefix,
    );
  });

  it("takes the session from the header, else from prompt_cache_key", () => {
    assert.equal(factsOf({ prompt_cache_key: "k" }, 10, "s").session, "s");
    assert.equal(factsOf({ prompt_cache_key: "k" }, 10, undefined).session, "k");
    assert.equal(factsOf({}, 10, undefined).session, undefined);
  });

  it("takes the answer's limit under both of its names", () => {
    assert.equal(factsOf({ max_tokens: 5 }, 10, undefined).answerTokens, 5);
    assert.equal(factsOf({ max_completion_tokens: 7, max_tokens: 5 }, 10, undefined).answerTokens, 7);
  });
});
