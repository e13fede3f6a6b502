import assert from "node:assert/strict";

import type { Answer } from "../helpers/fake-upstream.ts";
import { beginStream, chunk, completion, DONE, sendJson } from "../helpers/fake-upstream.ts";
import { cachedPair, keptBy, metric, question } from "../helpers/cached-router.ts";
import { usageChunk } from "../helpers/chat-stream.ts";
import type { Pair } from "../helpers/pair.ts";
import { connectedRedis, needsRedis } from "../helpers/redis.ts";

describe("cache/answer-cache", () => {
  const pairs: Pair[] = [];
  const start = async (...args: Parameters<typeof cachedPair>): Promise<Pair> => {
    const pair = await cachedPair(...args);
    pairs.push(pair);
    return pair;
  };
  afterEach(async () => {
    await Promise.all(pairs.splice(0).map((pair) => pair.stop()));
  });

  describe("on a real Redis", () => {
    before(function () {
      needsRedis(this);
    });

    it("gives what another router kept, byte for byte, and asks nobody", async () => {
      const [one, other] = [await start(), await start()];
      const body = question();
      const asked = await one.chat(body);
      assert.equal(asked.headers.get("x-plinth-cache"), "miss");
      const first = await asked.text();
      const hit = await keptBy(other, body);
      // The other router may have asked until the answer had come to Redis.
      const before = other.first.seen.length;
      const again = await other.chat({ ...body, user: "another", n: 1 });
      assert.equal(await hit.text(), first);
      assert.equal(await again.text(), first);
      assert.equal(again.headers.get("x-plinth-cache"), "hit");
      assert.match(again.headers.get("age") ?? "", /^\d$/);
      assert.equal(again.headers.get("x-plinth-attempts"), "0");
      assert.equal(other.first.seen.length, before);
    });

    it("replays a stream as a stream, with its usage for who asks for it", async () => {
      const pair = await start();
      const events = chunk("a") + chunk("b") + chunk("", "stop");
      pair.first.answer = (response) => {
        beginStream(response);
        response.end(events + usageChunk(3, 2) + DONE);
      };
      const plain = question({ stream: true });
      const counted = { ...plain, stream_options: { include_usage: true } };
      for (const [body, text] of [
        [plain, events + DONE],
        [counted, events + usageChunk(3, 2) + DONE],
      ] as const) {
        const asked = await pair.chat(body);
        assert.equal(asked.headers.get("x-plinth-cache"), "miss");
        assert.equal(await asked.text(), text);
        const hit = await keptBy(pair, body);
        assert.match(hit.headers.get("content-type") ?? "", /^text\/event-stream/);
        assert.equal(await hit.text(), text);
      }
    });

    it("serves every route that asks for models", async () => {
      const pair = await start();
      const asks: [string, object, object][] = [
        [
          "completions",
          { prompt: String(Math.random()), temperature: 0 },
          { choices: [{ text: "x", finish_reason: "stop" }] },
        ],
        [
          "embeddings",
          { input: String(Math.random()) },
          { object: "list", data: [{ index: 0, embedding: [1] }] },
        ],
        ["responses", { input: String(Math.random()), temperature: 0 }, completion("r")],
        ["messages", { max_tokens: 5, temperature: 0, ...question() }, completion("m")],
      ];
      let kept = 0;
      for (const [path, body, answer] of asks) {
        pair.first.answer = (response) => sendJson(response, 200, answer);
        const ask = (): Promise<Response> =>
          fetch(`${pair.base}/v1/${path}`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify({ model: "tiny", ...body }),
          });
        const before = pair.first.seen.length;
        assert.equal((await ask()).headers.get("x-plinth-cache"), "miss", path);
        kept += 1;
        await metric(pair, new RegExp(`answers_total\\{model="tiny",result="kept"\\} ${kept}$`, "m"));
        const hit = await ask();
        assert.equal(hit.headers.get("x-plinth-cache"), "hit", path);
        assert.equal(hit.status, 200);
        assert.equal(pair.first.seen.length, before + 1);
      }
    });

    it("keeps answers for as long as the model says, and everything for a time", async () => {
      const pair = await start({ cache_ttl: 0.4 });
      const body = question();
      await keptBy(pair, body);
      await new Promise((resolve) => setTimeout(resolve, 450));
      assert.equal((await pair.chat(body)).headers.get("x-plinth-cache"), "miss");
      const redis = await connectedRedis();
      const script = `local n = 0
        for _, key in ipairs(redis.call('KEYS', 'plinth:router:answer:*')) do
          if redis.call('PTTL', key) == -1 then n = n + 1 end
        end
        return n`;
      assert.equal(await redis.script(script, "0".repeat(40), [], []), 0);
      redis.close();
    });

    it("leaves alone what is left to chance, but for those who ask", async () => {
      const pair = await start();
      const body = question({ temperature: 1 });
      for (let i = 0; i < 2; i++)
        assert.equal((await pair.chat(body)).headers.get("x-plinth-cache"), "bypass");
      const on = { "x-plinth-cache": "on" };
      assert.equal((await pair.chat(body, on)).headers.get("x-plinth-cache"), "miss");
      await metric(pair, /cache_answers_total\{model="tiny",result="kept"\} 1/);
      assert.equal((await pair.chat(body, on)).headers.get("x-plinth-cache"), "hit");
      assert.equal((await pair.chat(body)).headers.get("x-plinth-cache"), "bypass");
    });

    it("does what a client asks: leaves the cache out, or asks anew and keeps that", async () => {
      const pair = await start();
      const body = question();
      await keptBy(pair, body);
      pair.first.answer = (response) => sendJson(response, 200, completion("newer"));
      const off = await pair.chat(body, { "cache-control": "no-store" });
      assert.equal(off.headers.get("x-plinth-cache"), "bypass");
      assert.match(await off.text(), /newer/);
      assert.match(await (await pair.chat(body)).text(), /first/);
      const anew = await pair.chat(body, { "x-plinth-cache": "refresh" });
      assert.equal(anew.headers.get("x-plinth-cache"), "refresh");
      await metric(pair, /cache_answers_total\{model="tiny",result="kept"\} 2/);
      assert.match(await (await pair.chat(body)).text(), /newer/);
      const wrong = await pair.chat(body, { "x-plinth-cache": "perhaps" });
      assert.equal(wrong.status, 400);
      assert.match(await wrong.text(), /must be one of on, off, refresh/);
    });

    it("has no part in a model without a time to keep answers", async () => {
      const pair = await start({ cache_ttl: undefined });
      const body = question();
      for (let i = 0; i < 2; i++) assert.equal((await pair.chat(body)).headers.get("x-plinth-cache"), null);
      assert.equal(pair.first.seen.length, 2);
    });

    it("keeps no error, no broken stream, nothing over its size and nothing of a fallback", async () => {
      const pair = await start(
        { fallbacks: ["spare"] },
        { ROUTER_CACHE_ENTRY_LIMIT_MIB: "0.01" },
        { spare: { targets: [{ backend: "two", model: "tiny" }] } },
      );
      const long = "x".repeat(11_000);
      const answers: Record<string, Answer> = {
        not_whole: (response) => sendJson(response, 422, { error: { message: "no" } }),
        "not_whole ": (response) => {
          beginStream(response);
          response.write(chunk("half"), () => response.destroy());
        },
        "not_whole  ": (response) => void response.destroy(),
        too_large: (response) => sendJson(response, 200, completion(long)),
        "too_large ": (response) => {
          beginStream(response);
          response.end(chunk(long) + chunk("", "stop") + DONE);
        },
      };
      const counts = { not_whole: 0, too_large: 0 };
      for (const [what, answer] of Object.entries(answers)) {
        pair.first.answer = answer;
        const body = question({ stream: what.endsWith(" ") });
        const result = what.trim() as keyof typeof counts;
        for (let i = 0; i < 2; i++) {
          const response = await pair.chat(body);
          assert.equal(response.headers.get("x-plinth-cache"), "miss", what);
          await response.text();
          counts[result] += 1;
          await metric(
            pair,
            new RegExp(`answers_total\\{model="tiny",result="${result}"\\} ${counts[result]}`),
          );
        }
      }
    });

    it("reads what is broken in Redis as if nothing were there", async () => {
      const pair = await start();
      const body = question();
      await keptBy(pair, body);
      const redis = await connectedRedis();
      const script = `for _, key in ipairs(redis.call('KEYS', 'plinth:router:answer:*')) do
        redis.call('SET', key, 'rubbish', 'KEEPTTL') end`;
      await redis.script(script, "0".repeat(40), [], []);
      redis.close();
      assert.equal((await pair.chat(body)).headers.get("x-plinth-cache"), "miss");
      await keptBy(pair, body);
    });
  });
});
