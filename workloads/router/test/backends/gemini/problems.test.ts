import assert from "node:assert/strict";

import { completion, sendJson } from "../../helpers/fake-upstream.ts";
import { assembled, fixture, payloads, Provider } from "../../helpers/provider.ts";

const ENV = { EXTERNAL_GEMINI_KEY: "AIza-secret" };
const ERRORS = JSON.parse(fixture("gemini", "errors.json")) as Record<
  string,
  { status: number; body: unknown }
>;

type ErrorAnswer = { error: { code: string | null; type: string; message: string } };

describe("backends/gemini/problems", () => {
  let provider: Provider;
  beforeEach(async () => {
    provider = await Provider.start("gemini", ENV);
  });
  afterEach(() => provider.stop());

  function fails(name: string): void {
    const recorded = ERRORS[name];
    provider.upstream.answer = (response) => sendJson(response, recorded?.status ?? 0, recorded?.body);
  }

  const EXPECTED: Readonly<Record<string, readonly [number, string, string | null]>> = {
    "too-long": [400, "invalid_request_error", "context_length_exceeded"],
    "bad-request": [400, "invalid_request_error", null],
    "bad-key": [401, "authentication_error", "invalid_api_key"],
    "unknown-model": [404, "not_found_error", "model_not_found"],
    quota: [429, "rate_limit_error", "rate_limit_exceeded"],
    overloaded: [503, "server_error", "overloaded"],
  };
  for (const [name, expected] of Object.entries(EXPECTED)) {
    it(`tells the error ${name} as OpenAI would`, async () => {
      fails(name);
      const response = await provider.chat();
      const { error } = (await response.json()) as ErrorAnswer;
      assert.deepEqual([response.status, error.type, error.code], expected);
      const body = ERRORS[name]?.body;
      assert.deepEqual(error.message, ((Array.isArray(body) ? body[0] : body) as ErrorAnswer).error.message);
    });
  }

  it("says when to come again, which the API tells in the body", async () => {
    fails("quota");
    assert.equal((await provider.chat()).headers.get("retry-after"), "35");
  });

  it("tells a blocked prompt as an error of content policy, plain and streaming", async () => {
    for (const [name, stream] of [
      ["blocked.json", false],
      ["blocked.sse", true],
    ] as const) {
      provider.plays(name);
      const response = await provider.chat({ stream });
      assert.equal(response.status, 400);
      const { error } = (await response.json()) as ErrorAnswer;
      assert.equal(error.code, "content_filter");
      assert.match(error.message, /PROHIBITED_CONTENT/);
    }
  });

  it("ends a choice that the policy stops, and keeps what it had said", async () => {
    provider.plays("filtered-later.sse");
    const events = payloads(await (await provider.chat({ stream: true })).text());
    const { content, finish } = assembled(events);
    assert.deepEqual([content, finish, events.at(-1)], ["Once upon", "content_filter", "[DONE]"]);
  });

  it("tells a model that failed as a failure of the upstream", async () => {
    provider.plays("malformed-call.json");
    const response = await provider.chat();
    assert.equal(response.status, 502);
    assert.match(await response.text(), /MALFORMED_FUNCTION_CALL/);
  });

  it("tells an error in the middle of a stream as its last event", async () => {
    provider.plays("error-later.sse");
    const events = payloads(await (await provider.chat({ stream: true })).text());
    assert.match(JSON.stringify(events[0]), /Half an/);
    assert.equal((events.at(-1) as ErrorAnswer).error.code, "overloaded");
    assert.equal(events.length, 2);
  });

  for (const [name, key, played] of [
    ["a prompt that is too long", "context_window_fallbacks", "too-long"],
    ["content that its policy refuses", "content_policy_fallbacks", "blocked.sse"],
    ["an overload", "fallbacks", "overloaded"],
  ] as const) {
    it(`falls back after ${name}`, async () => {
      await provider.stop();
      provider = await Provider.start("gemini", ENV, { [key]: ["other"] });
      if (played.endsWith(".sse")) provider.plays(played);
      else fails(played);
      provider.other.answer = (response) => sendJson(response, 200, completion("elsewhere"));
      const response = await provider.chat({ stream: played.endsWith(".sse") });
      assert.match(await response.text(), /elsewhere/);
      assert.equal(response.headers.get("x-plinth-fallbacks"), "other");
    });
  }
});
