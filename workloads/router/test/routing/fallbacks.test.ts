import assert from "node:assert/strict";

import { sendJson } from "../helpers/fake-upstream.ts";
import type { Answer } from "../helpers/fake-upstream.ts";
import { Pair } from "../helpers/pair.ts";

const ONE = { targets: [{ backend: "one", model: "tiny" }], num_retries: 0 };
const TWO = { targets: [{ backend: "two", model: "large" }] };

const refusal =
  (status: number, code: string): Answer =>
  (response) =>
    sendJson(response, status, {
      error: { message: "no", type: "invalid_request_error", param: null, code },
    });

describe("routing, fallbacks to other models", () => {
  for (const [reason, key, answer] of [
    ["every target fails", "fallbacks", refusal(500, "busy")],
    [
      "the provider finds the prompt too long",
      "context_window_fallbacks",
      refusal(400, "context_length_exceeded"),
    ],
    ["the provider's content policy refuses", "content_policy_fallbacks", refusal(400, "content_filter")],
  ] as const) {
    it(`asks another model when ${reason}`, async () => {
      const pair = await Pair.start({ ...ONE, [key]: ["large"] }, { large: TWO });
      pair.first.answer = answer;
      const response = await pair.chat();
      assert.equal(response.status, 200);
      assert.equal(response.headers.get("x-plinth-model"), "large");
      assert.equal(response.headers.get("x-plinth-fallbacks"), "large");
      assert.equal((JSON.parse(pair.second.seen[0]?.body ?? "") as { model: string }).model, "large");
      await pair.stop();
    });

    it(`passes the error on when ${reason} and no model is named for that`, async () => {
      const others = ["fallbacks", "context_window_fallbacks", "content_policy_fallbacks"].filter(
        (name) => name !== key,
      );
      const named = Object.fromEntries(others.map((name) => [name, ["large"]]));
      const pair = await Pair.start({ ...ONE, ...named }, { large: TWO });
      pair.first.answer = answer;
      assert.ok((await pair.chat()).status >= 400);
      assert.equal(pair.second.seen.length, 0);
      await pair.stop();
    });
  }

  it("refuses a prompt over every context before anybody is asked, and says which model would fit", async () => {
    const small = { targets: [{ backend: "one", model: "tiny", context_length: 100 }] };
    const pair = await Pair.start(small, { large: TWO });
    const response = await pair.chat({ messages: [{ role: "user", content: "x".repeat(1000) }] });
    assert.equal(response.status, 400);
    assert.match(
      await response.text(),
      /'tiny' holds 100 in all; it would fit large\..*context_length_exceeded/s,
    );
    assert.equal(pair.first.seen.length, 0);
    await pair.stop();
  });

  it("asks only targets that can do what the request needs, and says what is missing", async () => {
    const targets = [
      { backend: "one", model: "tiny", capabilities: [] },
      { backend: "two", model: "tiny", capabilities: ["tools"] },
    ];
    const pair = await Pair.start({ targets });
    const tools = [{ type: "function", function: { name: "f", parameters: { type: "object" } } }];
    assert.equal((await pair.chat({ tools })).headers.get("x-plinth-target"), "two/tiny");
    const format = { type: "json_schema", json_schema: { name: "s", schema: {} } };
    const refused = await pair.chat({ tools, response_format: format });
    assert.equal(refused.status, 400);
    assert.match(await refused.text(), /needs json_schema and tools|needs tools and json_schema/);
    await pair.stop();
  });

  it("asks a second target as well when the first is slow to begin, and ends the slower attempt", async () => {
    const pair = await Pair.start({ hedge_after: 0.1 });
    const ended = Promise.withResolvers<boolean>();
    pair.first.answer = (response) => void response.once("close", () => ended.resolve(true));
    const response = await pair.chat();
    assert.equal(response.headers.get("x-plinth-target"), "two/tiny");
    assert.match(await response.text(), /second/);
    assert.equal(await ended.promise, true);
    await pair.stop();
  });

  it("answers from the first where it begins in time, and asks nobody else", async () => {
    const pair = await Pair.start({ hedge_after: 5 });
    assert.match(await (await pair.chat()).text(), /first/);
    assert.equal(pair.second.seen.length, 0);
    await pair.stop();
  });

  describe("where a target's API cannot say what is asked", () => {
    const TARGETS = {
      targets: [
        { backend: "anthropic", model: "claude" },
        { backend: "two", model: "tiny" },
      ],
      num_retries: 0,
    };
    // Anthropic's API gives one answer only; nothing of these tests reaches it.
    const KEY = { EXTERNAL_ANTHROPIC_KEY: "k" };

    it("asks the next target, which is no retry", async () => {
      const pair = await Pair.start(TARGETS, {}, KEY);
      const response = await pair.chat({ n: 2 });
      assert.equal(response.status, 200);
      assert.equal(response.headers.get("x-plinth-target"), "two/tiny");
      assert.equal(pair.second.seen.length, 1);
      await pair.stop();
    });

    it("asks the model that it falls back to", async () => {
      const alone = { targets: [{ backend: "anthropic", model: "claude" }], fallbacks: ["large"] };
      const pair = await Pair.start(alone, { large: TWO }, KEY);
      assert.equal((await pair.chat({ n: 2 })).headers.get("x-plinth-model"), "large");
      await pair.stop();
    });

    it("says what cannot be kept where nobody else is there", async () => {
      const pair = await Pair.start({ targets: [{ backend: "anthropic", model: "claude" }] }, {}, KEY);
      const response = await pair.chat({ n: 2 });
      assert.equal(response.status, 400);
      assert.match(await response.text(), /'n' cannot be kept.*unsupported_by_backend/s);
      await pair.stop();
    });

    it("says that others fail, rather than that this one cannot", async () => {
      const pair = await Pair.start({ ...TARGETS, allowed_fails: 1 }, {}, KEY);
      pair.second.answer = refusal(500, "busy");
      assert.equal((await pair.chat({ n: 2 })).status, 500);
      const response = await pair.chat({ n: 2 });
      assert.equal(response.status, 503);
      assert.match(await response.text(), /no_healthy_target/);
      await pair.stop();
    });
  });
});
