import assert from "node:assert/strict";

import { beginStream, chunk, DONE, sendJson } from "../helpers/fake-upstream.ts";
import { Pair } from "../helpers/pair.ts";

const USAGE = { prompt_tokens: 30, completion_tokens: 7, total_tokens: 37 };
const SECRET = "a prompt that nobody may see";

describe("routes/metrics", () => {
  let pair: Pair;
  before(async () => {
    const targets = [{ backend: "one", model: "tiny", price: { input: 1000, output: 10_000 } }];
    pair = await Pair.start({ targets, num_retries: 0 });
  });
  after(() => pair.stop());

  const metrics = async (): Promise<string> => (await fetch(`${pair.base}/metrics`)).text();

  /** An event of the usage alone, as OpenAI ends a stream that was asked for it. */
  const usageEvent = `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", choices: [], usage: USAGE })}\n\n`;

  const answerStream = (): void => {
    pair.first.answer = (response) => {
      beginStream(response);
      response.write(chunk("a"));
      response.end(chunk("", "stop") + usageEvent + DONE);
    };
  };

  it("counts requests, tokens and cost of plain answers", async () => {
    pair.first.answer = (response) =>
      sendJson(response, 200, { object: "chat.completion", choices: [], usage: USAGE });
    await (await pair.chat({ messages: [{ role: "user", content: SECRET }] })).text();
    const text = await metrics();
    assert.match(
      text,
      /plinth_router_requests_total\{operation="chat",model="tiny",target="one\/tiny",outcome="ok"\} 1/,
    );
    assert.match(text, /plinth_router_tokens_total\{model="tiny",target="one\/tiny",kind="prompt"\} 30/);
    // 30 tokens at 1000 and 7 at 10000 dollars per million.
    assert.match(text, /plinth_router_cost_dollars_total\{model="tiny",target="one\/tiny"\} 0\.1\n/);
    assert.ok(!text.includes(SECRET));
  });

  it("counts those of streams, whose usage a client that did not ask for it does not see", async () => {
    answerStream();
    const seen = await (await pair.chat({ stream: true })).text();
    assert.equal(seen, chunk("a") + chunk("", "stop") + DONE);
    const sent = JSON.parse(pair.first.seen.at(-1)?.body ?? "") as { stream_options: object };
    assert.deepEqual(sent.stream_options, { include_usage: true });
    const text = await metrics();
    assert.match(text, /tokens_total\{model="tiny",target="one\/tiny",kind="answer"\} 14/);
    assert.match(text, /time_to_first_token_seconds_count\{model="tiny",target="one\/tiny"\} 1/);
  });

  it("gives the usage to a client that asks for it", async () => {
    answerStream();
    const seen = await (await pair.chat({ stream: true, stream_options: { include_usage: true } })).text();
    assert.ok(seen.includes(usageEvent));
  });

  it("counts failures by their reason, and shows the breaker's state", async () => {
    pair.first.answer = (response) => sendJson(response, 500, { error: { message: "broken" } });
    for (let i = 0; i < 3; i++) await (await pair.chat()).text();
    const text = await metrics();
    assert.match(text, /requests_total\{[^}]*outcome="500"\} 3/);
    assert.match(text, /attempts_total\{model="tiny",target="one\/tiny",result="500"\} 3/);
    assert.match(text, /breaker_state\{model="tiny",target="one\/tiny"\} 2/);
    assert.match(text, /in_flight\{model="tiny",target="one\/tiny"\} 0/);
  });

  it("makes no series of a client's text", async () => {
    await pair.chat({ model: SECRET });
    assert.ok(!(await metrics()).includes(SECRET));
  });
});
