import assert from "node:assert/strict";

import { completion, sendJson } from "../../helpers/fake-upstream.ts";
import { fixture, payloads, Provider } from "../../helpers/provider.ts";

const ENV = { EXTERNAL_ANTHROPIC_KEY: "sk-ant-secret" };
const ERRORS = JSON.parse(fixture("anthropic", "errors.json")) as Record<
  string,
  { status: number; body: { error: { message: string } } }
>;

type ErrorAnswer = { error: { code: string | null; type: string; message: string } };

describe("backends/anthropic/problems", () => {
  let provider: Provider;
  beforeEach(async () => {
    provider = await Provider.start("anthropic", ENV);
  });
  afterEach(() => provider.stop());

  /** The status and body of an answer that is an error. */
  async function errorOf(body: object = {}): Promise<{ status: number } & ErrorAnswer["error"]> {
    const response = await provider.chat(body);
    return { status: response.status, ...((await response.json()) as ErrorAnswer).error };
  }

  const EXPECTED: Readonly<Record<string, readonly [number, string | null]>> = {
    "too-long": [400, "context_length_exceeded"],
    filtered: [400, "content_filter"],
    "no-credit": [429, "insufficient_quota"],
    "bad-key": [401, "invalid_api_key"],
    "unknown-model": [404, "model_not_found"],
    "rate-limit": [429, "rate_limit_exceeded"],
    overloaded: [529, "overloaded"],
  };
  for (const [name, [status, code]] of Object.entries(EXPECTED)) {
    it(`tells the error ${name} as OpenAI would`, async () => {
      const recorded = ERRORS[name];
      provider.upstream.answer = (response) => sendJson(response, recorded?.status ?? 0, recorded?.body);
      const error = await errorOf();
      assert.deepEqual([error.status, error.code], [status, code]);
      assert.equal(error.message, recorded?.body.error.message);
    });
  }

  it("gives an error that begins a stream its own status, and one in the middle as an event", async () => {
    provider.plays("error-first.sse");
    assert.deepEqual(await errorOf({ stream: true }), {
      status: 529,
      message: "Overloaded",
      type: "overloaded_error",
      param: null,
      code: "overloaded",
    });
    provider.plays("error-later.sse");
    const events = payloads(await (await provider.chat({ stream: true })).text());
    assert.match(JSON.stringify(events[0]), /Half an/);
    assert.deepEqual((events.at(-1) as ErrorAnswer).error.code, "overloaded");
    assert.equal(events.length, 2);
  });

  it("tells a refusal before a word as an error of content policy, plain and streaming", async () => {
    for (const [name, stream] of [
      ["refusal.json", false],
      ["refusal.sse", true],
    ] as const) {
      provider.plays(name);
      const { status, code, message } = await errorOf({ stream });
      assert.deepEqual(
        [status, code, message],
        [400, "content_filter", "This request could enable cyber harm."],
      );
    }
  });

  describe("with other models behind it", () => {
    for (const [name, key, fixtureName] of [
      ["a prompt that is too long", "context_window_fallbacks", "too-long"],
      ["content that its policy refuses", "content_policy_fallbacks", "filtered"],
      ["an overload", "fallbacks", "overloaded"],
    ] as const) {
      it(`falls back after ${name}`, async () => {
        await provider.stop();
        provider = await Provider.start("anthropic", ENV, { [key]: ["other"] });
        const recorded = ERRORS[fixtureName];
        provider.upstream.answer = (response) => sendJson(response, recorded?.status ?? 0, recorded?.body);
        provider.other.answer = (response) => sendJson(response, 200, completion("elsewhere"));
        const response = await provider.chat();
        assert.match(await response.text(), /elsewhere/);
        assert.equal(response.headers.get("x-plinth-fallbacks"), "other");
      });
    }
  });
});
