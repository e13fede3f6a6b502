import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ADMIN, newKey } from "../helpers/admin.ts";
import { CACHED, cachedPair, metric, question } from "../helpers/cached-router.ts";
import { usageChunk } from "../helpers/chat-stream.ts";
import { beginStream, chunk, completion, DONE, sendJson } from "../helpers/fake-upstream.ts";
import { Pair } from "../helpers/pair.ts";
import { needsRedis } from "../helpers/redis.ts";

/** The answers of the fake upstream use two tokens: two dollars. */
const TARGETS = [{ ...CACHED.targets[0], price: { input: 1e6, output: 1e6 } }];

describe("routes/account", () => {
  let folder: string;
  let env: Record<string, string>;
  let pair: Pair;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "router-account-"));
    env = { ROUTER_ADMIN_KEY: ADMIN, SQLITE_DB_PATH: join(folder, "models.db") };
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const EVENTS = 20;
  const writings: Readonly<Record<string, (response: ServerResponse) => void>> = {
    "one by one": (response) => {
      for (let i = 0; i < EVENTS; i++) response.write(chunk("a"));
    },
    "all in one packet": (response) => void response.write(chunk("a").repeat(EVENTS)),
  };
  for (const [how, write] of Object.entries(writings)) {
    it(`counts what came ${how} of a stream whose client left before its usage was told`, async () => {
      pair = await Pair.start({ targets: TARGETS }, {}, env);
      pair.first.answer = (response) => {
        beginStream(response);
        write(response);
      };
      const key = await newKey(pair.base, { budget: { dollars: 10, period: "total" } });
      const { body } = await pair.chat({ stream: true }, key);
      let text = "";
      for await (const piece of (body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())) {
        text += piece;
        if (text.split("data: ").length > EVENTS) break;
      }
      await metric(pair, /requests_total\{.*outcome="client_left"\} 1$/m);
      const refused = await pair.chat({}, key);
      assert.equal(refused.status, 429);
      assert.match(await refused.text(), /budget_exceeded/);
      await pair.stop();
    });
  }

  describe("with a shared question whose first client leaves", () => {
    let asked: PromiseWithResolvers<ServerResponse>;
    beforeEach(async () => {
      pair = await Pair.start({ ...CACHED, targets: TARGETS }, {}, env);
      asked = Promise.withResolvers<ServerResponse>();
      pair.first.answer = (response) => asked.resolve(response);
    });
    afterEach(async () => {
      pair.router.app.server.closeAllConnections();
      await pair.stop();
    });

    /** A key of the same tenant, which one answer exhausts. */
    const poorKey = (): Promise<{ authorization: string }> =>
      newKey(pair.base, { budget: { dollars: 2, period: "total" } });

    /** The key of who asked first has paid what the others got, and theirs nothing. */
    async function assertPaid(
      first: { authorization: string },
      other: { authorization: string },
    ): Promise<void> {
      pair.first.answer = (response) => sendJson(response, 200, completion("more"));
      const refused = await pair.chat(question(), first);
      assert.equal(refused.status, 429);
      assert.match(await refused.text(), /spent 2\.0000 of its 2 dollars/);
      assert.equal((await pair.chat(question(), other)).status, 200);
    }

    it("charges it for the whole answer that the others get", async () => {
      const [first, other] = [await poorKey(), await poorKey()];
      const body = question();
      const leaving = new AbortController();
      const left = pair.chat(body, first, leaving.signal).catch(() => undefined);
      const upstream = await asked.promise;
      const staying = pair.chat(body, other);
      await open(pair, 2);
      leaving.abort();
      await left;
      await open(pair, 1);
      sendJson(upstream, 200, completion("for those who stay"));
      assert.equal((await staying).headers.get("x-plinth-cache"), "shared");
      await assertPaid(first, other);
    });

    it("charges it for all of the stream that goes on without it", async () => {
      const [first, other] = [await poorKey(), await poorKey()];
      const body = question({ stream: true });
      const leaving = new AbortController();
      const leaver = pair.chat(body, first, leaving.signal);
      const upstream = await asked.promise;
      beginStream(upstream);
      upstream.write(chunk("a"));
      await leaver;
      const staying = await pair.chat(body, other);
      leaving.abort();
      await open(pair, 1);
      upstream.end(chunk("b", "stop") + usageChunk(1, 1) + DONE);
      assert.match(await staying.text(), /DONE/);
      await assertPaid(first, other);
    });
  });

  describe("on a real Redis", () => {
    before(function () {
      needsRedis(this);
    });

    describe("with keys and a cache", withKeysAndCache);
  });
});

/** So many requests are with the router now. */
async function open(pair: Pair, wanted: number): Promise<void> {
  while (pair.router.openCalls() !== wanted) await new Promise((resolve) => setTimeout(resolve, 2));
  await new Promise((resolve) => setImmediate(resolve));
}

function withKeysAndCache(): void {
  let folder: string;
  let pair: Pair;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "router-account-"));
    const env = { ROUTER_ADMIN_KEY: ADMIN, SQLITE_DB_PATH: join(folder, "models.db") };
    pair = await cachedPair({ targets: TARGETS }, env);
  });
  after(async () => {
    await pair.stop();
    rmSync(folder, { recursive: true });
  });

  const keyWith = (settings: object): Promise<{ authorization: string }> => newKey(pair.base, settings);
  const left = (response: Response, what: string): number =>
    Number(response.headers.get(`x-ratelimit-remaining-${what}`));
  let kept = 0;
  const keep = async (body: object, key: { authorization: string }): Promise<void> => {
    assert.equal((await pair.chat(body, key)).headers.get("x-plinth-cache"), "miss");
    kept += 1;
    await metric(pair, new RegExp(`answers_total\\{model="tiny",result="kept"\\} ${kept}$`, "m"));
  };

  it("counts a kept answer as a request, and as no tokens", async () => {
    const key = await keyWith({ requests_per_minute: 1000, tokens_per_minute: 1000 });
    const body = question({ max_tokens: 900 });
    await keep(body, key);
    // So many tokens would not be there a second time.
    for (let i = 1; i <= 3; i++) {
      const hit = await pair.chat(body, key);
      assert.equal(hit.headers.get("x-plinth-cache"), "hit");
      // A request comes in every 60 ms, and a token too.
      assert.ok(left(hit, "requests") < 1000, String(left(hit, "requests")));
      assert.ok(left(hit, "tokens") >= 990, String(left(hit, "tokens")));
    }
  });

  it("gives the tokens back that one took who then shared another's answer", async () => {
    const key = await keyWith({ tokens_per_minute: 1000 });
    let asked = 0;
    pair.first.answer = (response) => {
      asked += 1;
      setTimeout(() => sendJson(response, 200, completion("shared")), 100);
    };
    const body = question({ max_tokens: 400 });
    const both = await Promise.all([pair.chat(body, key), pair.chat(body, key)]);
    const results = both.map(({ headers }) => headers.get("x-plinth-cache")).sort();
    assert.deepEqual([results, asked], [["miss", "shared"], 1]);
    await Promise.all(both.map((response) => response.text()));
    kept += 1;
    await metric(pair, new RegExp(`answers_total\\{model="tiny",result="kept"\\} ${kept}$`, "m"));
    const after = left(await pair.chat(body, key), "tokens");
    assert.ok(after >= 990, String(after));
  });

  it("spends no money on kept answers, and gives none to a key that has spent its own", async () => {
    const key = await keyWith({ budget: { dollars: 3, period: "total" } });
    const body = question();
    await keep(body, key);
    for (let i = 0; i < 3; i++)
      assert.equal((await pair.chat(body, key)).headers.get("x-plinth-cache"), "hit");
    assert.equal((await pair.chat(question(), key)).status, 200);
    kept += 1;
    const refused = await pair.chat(body, key);
    assert.equal(refused.status, 429);
    assert.match(await refused.text(), /spent 4\.0000 of its 3 dollars/);
  });

  it("never gives one tenant what was kept for another", async () => {
    const [one, same, other] = [
      await keyWith({ tenant: "one" }),
      await keyWith({ tenant: "one" }),
      await keyWith({ tenant: "other" }),
    ];
    const body = question();
    const seen = pair.first.seen.length;
    await pair.chat(body, one);
    kept += 1;
    await metric(pair, new RegExp(`answers_total\\{model="tiny",result="kept"\\} ${kept}$`, "m"));
    assert.equal((await pair.chat(body, same)).headers.get("x-plinth-cache"), "hit");
    assert.equal((await pair.chat(body, other)).headers.get("x-plinth-cache"), "miss");
    assert.equal(pair.first.seen.length, seen + 2);
  });
}
