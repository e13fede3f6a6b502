import assert from "node:assert/strict";
import { once } from "node:events";

import fc from "fast-check";

import { eventsOf, openStream, readAll, TestAgent, textOf } from "../helpers/agent.ts";
import type { Answer } from "../helpers/agent.ts";
import { ModelFolder } from "../helpers/tiny-model.ts";

const TEMPLATE =
  "{{ bos_token }}{% for message in messages %}{% if message['role'] == 'user' %}" +
  "[INST] {{ message['content'] }} [/INST]{% else %}{{ message['content'] }}{{ eos_token }}{% endif %}{% endfor %}";

describe("routes/infer", () => {
  const models = new ModelFolder();
  let agent: TestAgent;
  before(async () => {
    agent = await TestAgent.start(models.write("letters"));
  });
  after(async () => {
    await agent.stop();
    models.remove();
  });

  it("answers with a text, why it ended, and the tokens that were counted", async () => {
    const answer = await agent.answer({ prompt: "hello", max_tokens: 9, temperature: 0 });
    assert.equal(answer.text.length, 9, "each token of this model is one letter");
    assert.equal(answer.finish_reason, "length");
    // Five letters, and the token that begins every text.
    assert.deepEqual(answer.usage, { prompt_tokens: 6, completion_tokens: 9, total_tokens: 15 });
  });

  it("says the same again where the temperature is 0, whatever was asked in between", async () => {
    const body = { prompt: "Once upon a time", max_tokens: 24, temperature: 0 };
    const first = await agent.answer(body);
    await agent.answer({ prompt: "Once upon another", max_tokens: 5, temperature: 1 });
    assert.deepEqual(await agent.answer(body), first);
    const others = await Promise.all(["A", "B"].map((prompt) => agent.answer({ ...body, prompt })));
    assert.notEqual(others[0]?.text, others[1]?.text, "the prompt matters");
  });

  it("streams the same text in pieces, then the end, the usage and [DONE]", async () => {
    const body = { prompt: "hello", max_tokens: 9, temperature: 0 };
    const { response } = await openStream(agent.base, body);
    assert.match(response.headers["content-type"] ?? "", /^text\/event-stream/);
    const stream = await readAll(response);
    const events = eventsOf(stream);
    const whole = await agent.answer(body);
    assert.equal(textOf(stream), whole.text);
    assert.equal(events.length, 9 + 2, "a piece for each token");
    assert.equal(events.at(-1), "[DONE]");
    assert.deepEqual(events.at(-2), { ...whole, text: "" });
  });

  it("sends a token when it comes", async () => {
    const { request, response } = await openStream(agent.base, { prompt: "hello", max_tokens: 200 });
    const [first] = (await once(response, "data")) as [Buffer];
    assert.ok(eventsOf(first.toString()).length < 200, "the first piece came before the last");
    request.destroy();
    await agent.until(0, 0);
  });

  it("uses 512 tokens and temperature 0.7 where the client says nothing", async () => {
    const { message } = await agent.refusal({ prompt: "hello", max_tokens: null });
    assert.match(message, /max_tokens is 512, together 518,/);
  });

  it("refuses what the context cannot hold, with all the numbers, and takes what just fits", async () => {
    const prompt = "x".repeat(199);
    const refused = await agent.refusal({ prompt, max_tokens: 57 });
    assert.deepEqual(refused, {
      status: 400,
      type: "invalid_request_error",
      code: "context_length_exceeded",
      param: "max_tokens",
      message:
        "The prompt has 200 tokens and max_tokens is 57, together 257, but the model's context is 256 tokens. Set max_tokens to 56 or less, or send a shorter prompt.",
    });
    const { usage } = await agent.answer({ prompt, max_tokens: 56 });
    assert.equal(usage?.total_tokens, 256);
    const { message, param } = await agent.refusal({ prompt: "x".repeat(255), max_tokens: 1, stream: true });
    assert.match(message, /has 256 tokens and max_tokens is 1, together 257.* Send a shorter prompt\.$/);
    assert.equal(param, "prompt");
  });

  it("makes whole characters of any prompt, streamed or not", async () => {
    const prompts = fc.string({ unit: "grapheme", maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(prompts, async (prompt) => {
        const body = { prompt, max_tokens: 6, temperature: 0 };
        const { text, usage } = await agent.answer(body);
        const stream = await readAll((await openStream(agent.base, body)).response);
        assert.equal(textOf(stream), text);
        assert.equal(usage?.completion_tokens, 6);
      }),
      { numRuns: 25 },
    );
  });

  it("never logs what was asked or answered", async () => {
    const { text } = await agent.answer({ prompt: "SecretPrompt", max_tokens: 12, temperature: 0 });
    const line = agent.logs.findLast((entry) => entry.includes('"/infer"')) ?? "";
    assert.match(line, /"promptTokens":13,"queuedMs":\d+,"completionTokens":12,"finish":"length"/);
    const all = agent.logs.join("");
    assert.ok(!all.includes("SecretPrompt") && !all.includes(text));
  });
});

describe("routes/infer, with other models", () => {
  const models = new ModelFolder();
  let agent: TestAgent | undefined;
  afterEach(() => agent?.stop());
  after(() => models.remove());

  it("says stop where the model ends its answer", async () => {
    agent = await TestAgent.start(models.write("ends", { ends: "at once" }));
    const { text, finish_reason: finish, usage } = await agent.answer({ prompt: "hello", max_tokens: 9 });
    assert.deepEqual([text, finish, usage?.completion_tokens], ["", "stop", 1]);
    const { response } = await openStream(agent.base, { prompt: "hello", max_tokens: 9 });
    const [last, done] = eventsOf(await readAll(response)) as [Answer, string];
    assert.deepEqual([last.finish_reason, done], ["stop", "[DONE]"]);
  });

  it("never tears a character that is several tokens long", async () => {
    agent = await TestAgent.start(models.write("bytes", { says: "bytes" }));
    const body = { prompt: "é😀", max_tokens: 60, temperature: 0 };
    const streamed = textOf(await readAll((await openStream(agent.base, body)).response));
    assert.match(streamed, /[\u0080-\uFFFC]/, "some of its random bytes are characters");
    assert.equal((await agent.answer(body)).text, streamed);
  });

  it("puts the prompt into the model's own template, unless it is told not to", async () => {
    const file = models.write("template", { template: TEMPLATE });
    agent = await TestAgent.start(file);
    const wrapped = await agent.answer({ prompt: "hello", max_tokens: 1 });
    await agent.stop();
    agent = await TestAgent.start(file, { LOCAL_AGENT_PROMPT_FORMAT: "raw" });
    const raw = await agent.answer({ prompt: "hello", max_tokens: 1 });
    assert.equal(raw.usage?.prompt_tokens, 6);
    assert.equal(wrapped.usage?.prompt_tokens, 1 + "[INST] hello [/INST]".length);
  });
});
