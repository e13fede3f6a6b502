import assert from "node:assert/strict";

import type { Answer } from "../../src/backends/backend.ts";
import { decode, encode, replay, worthKeeping } from "../../src/cache/kept-answer.ts";
import type { KeptAnswer } from "../../src/cache/kept-answer.ts";
import { RouterError } from "../../src/errors.ts";
import type { Dispatched } from "../../src/routing/request.ts";
import { WholeStream } from "../../src/upstream/whole-stream.ts";
import { chunk, completion, DONE } from "../helpers/fake-upstream.ts";

const headers = { "content-type": "application/json", "x-upstream-request-id": "1" };

function whole(json: unknown, status = 200): Answer {
  return { kind: "complete", status, headers, body: Buffer.from(JSON.stringify(json)), json };
}

function stream(): Answer {
  return { kind: "stream", status: 200, headers: {}, events: new WholeStream(Buffer.alloc(0)) };
}

function dispatched(outcome: Dispatched["outcome"], fallbacks: string[] = []): Dispatched {
  return { outcome, target: undefined, model: "m", decision: { strategy: "s", attempts: [], fallbacks } };
}

describe("cache/kept-answer", () => {
  it("is read as it was written, byte for byte", () => {
    const body = Buffer.from([0x22, 0x0a, 0xff, 0x00, 0x0a, 0x22]);
    const kept: KeptAnswer = { kind: "stream", type: "text/event-stream", keptAt: 5, body };
    assert.deepEqual(decode(encode(kept)), kept);
  });

  it("is no answer where the bytes are something else", () => {
    for (const text of [
      "",
      "\n",
      "{}",
      "{}\n{}",
      '{"kind":"other","type":"t","keptAt":1}\n',
      "null\n",
      "\n\n",
    ])
      assert.equal(decode(Buffer.from(text)), undefined, text);
    const broken = { kind: "complete", type: "t", keptAt: 1, body: Buffer.from("{") } as const;
    assert.equal(replay(broken), undefined);
  });

  it("keeps a whole good answer and only its type of the headers", () => {
    const kept = worthKeeping(dispatched(whole(completion("hi"))));
    const again = replay(decode(encode(kept as KeptAnswer)) as KeptAnswer);
    assert.ok(again?.kind === "complete");
    assert.deepEqual(again.json, completion("hi"));
    assert.deepEqual(again.headers, { "content-type": "application/json" });
    assert.ok(worthKeeping(dispatched(whole({ object: "list", data: [{ embedding: [1] }] }))) !== undefined);
  });

  it("keeps no error, part, refusal, or another model's words", () => {
    const choice = (finish_reason: unknown): Answer => whole({ choices: [{ finish_reason }] });
    const bad = [
      whole({ error: {} }, 400),
      whole(completion("a"), 203),
      whole({}),
      whole({ choices: [] }),
      whole({ data: [] }),
      choice(null),
      choice("content_filter"),
      new RouterError("upstream_stalled", "x"),
    ];
    for (const outcome of bad) assert.equal(worthKeeping(dispatched(outcome)), undefined);
    assert.equal(worthKeeping(dispatched(whole(completion("a")), ["other"])), undefined);
  });

  it("keeps a stream that ended well, and no other", () => {
    const kept = (text: string): KeptAnswer | undefined =>
      worthKeeping(dispatched(stream()), Buffer.from(text));
    assert.ok(kept(chunk("a") + chunk("", "stop") + DONE) !== undefined);
    assert.equal(kept(chunk("a")), undefined);
    assert.equal(kept(`${chunk("a")}data: {"error":{"message":"x"}}\n\n${DONE}`), undefined);
    assert.equal(kept(chunk("a", "content_filter") + DONE), undefined);
    assert.equal(worthKeeping(dispatched(stream())), undefined);
  });
});
