import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { CHAT, testRouter } from "../../helpers/router.ts";
import type { TestRouter } from "../../helpers/router.ts";
import { completion, FakeUpstream, MODELS, sendJson } from "../../helpers/fake-upstream.ts";

const ADMIN = "an-admin-key-of-the-test";

interface Made {
  readonly id: string;
  readonly key: string;
  readonly models: readonly string[] | null;
}

describe("routes/admin", () => {
  let folder: string;
  let upstream: FakeUpstream;
  let router: TestRouter;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "router-admin-"));
    upstream = await FakeUpstream.start();
    router = start();
  });
  after(async () => {
    await router.app.close();
    await upstream.stop();
    rmSync(folder, { recursive: true });
  });

  function start(env: Record<string, string> = {}): TestRouter {
    const database = { SQLITE_DB_PATH: join(folder, "models.db") };
    return testRouter(upstream.url, { ROUTER_ADMIN_KEY: ADMIN, ...database, ...env });
  }

  const admin = (method: "GET" | "POST" | "PUT" | "DELETE", path: string, payload?: object, key = ADMIN) =>
    router.app.inject({
      method,
      url: `/admin/v1/${path}`,
      headers: { authorization: `Bearer ${key}` },
      ...(payload !== undefined && { payload }),
    });
  const make = async (settings: object = {}): Promise<Made> =>
    (await admin("POST", "keys", { name: "ci", ...settings })).json<Made>();
  const chat = (headers: Record<string, string>, model = "tiny") =>
    router.app.inject({ method: "POST", url: "/v1/chat/completions", payload: { ...CHAT, model }, headers });
  const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });

  it("is closed to whoever has not the admin key, however the path is spelt", async () => {
    for (const key of ["", "wrong", `${ADMIN}x`])
      assert.equal((await admin("GET", "keys", undefined, key)).statusCode, 401);
    const spelt = await router.app.inject("/%61dmin/v1/keys");
    assert.equal(spelt.statusCode, 401);
    assert.match(spelt.body, /invalid_api_key/);
  });

  it("makes a key that is told once and works at once, as a bearer token and as x-api-key", async () => {
    const { id, key } = await make();
    assert.equal((await chat(bearer(key))).statusCode, 200);
    assert.equal((await chat({ "x-api-key": key })).statusCode, 200);
    // A sign-on before the router takes the other header.
    const signedOn = { authorization: "Bearer authelia_at_token" };
    assert.equal((await chat({ ...signedOn, "x-api-key": key })).statusCode, 200);
    assert.equal((await chat({ ...signedOn, "x-api-key": "another" })).statusCode, 401);
    assert.equal((await chat({ authorization: `Bearer ${key}`, "x-api-key": "another" })).statusCode, 200);
    const listed = (await admin("GET", "keys")).body + (await admin("GET", `keys/${id}`)).body;
    assert.ok(listed.includes(id) && !listed.includes(key));
  });

  it("lets nobody in without a key, before any backend is asked", async () => {
    const seen = upstream.seen.length;
    for (const headers of [{}, bearer("sk-unknown"), bearer(ADMIN)]) {
      const response = await chat(headers);
      assert.equal(response.statusCode, 401);
      assert.match(response.body, /"code":"invalid_api_key"/);
    }
    assert.equal((await router.app.inject("/v1/models")).statusCode, 401);
    assert.equal((await router.app.inject("/v1%2fmodels")).statusCode, 404);
    assert.equal(upstream.seen.length, seen);
    assert.equal((await router.app.inject("/healthz")).statusCode, 200);
  });

  it("holds a key to its models, in answers and in the list", async () => {
    upstream.answer = (response, { url }) =>
      url.endsWith("/models") ? sendJson(response, 200, MODELS) : sendJson(response, 200, { choices: [] });
    const { key } = await make({ models: ["org/*"] });
    assert.equal((await chat(bearer(key), "org/large:7b")).statusCode, 200);
    const refused = await chat(bearer(key), "tiny");
    assert.equal(refused.statusCode, 403);
    assert.match(refused.body, /not for the model 'tiny'; it is for org\/\*.*model_not_allowed/s);
    const list = await router.app.inject({ url: "/v1/models", headers: bearer(key) });
    assert.deepEqual(
      list.json<{ data: { id: string }[] }>().data.map(({ id }) => id),
      ["org/large:7b"],
    );
  });

  it("revokes a key with the next request", async () => {
    const { id, key } = await make();
    assert.equal((await chat(bearer(key))).statusCode, 200);
    assert.equal((await admin("DELETE", `keys/${id}`)).statusCode, 200);
    assert.equal((await chat(bearer(key))).statusCode, 401);
  });

  it("rotates a key: the new one works, and the old one for as long as was asked", async () => {
    const { id, key } = await make({ models: ["tiny"] });
    const kept = (await admin("POST", `keys/${id}/rotate`, { grace_seconds: 3600 })).json<Made>();
    assert.deepEqual(kept.models, ["tiny"]);
    for (const each of [key, kept.key]) assert.equal((await chat(bearer(each))).statusCode, 200);
    const next = (await admin("POST", `keys/${kept.id}/rotate`)).json<Made>();
    assert.equal((await chat(bearer(kept.key))).statusCode, 401);
    assert.equal((await chat(bearer(next.key))).statusCode, 200);
  });

  it("holds a key to its requests a minute, tells what is left, and when to come again", async () => {
    upstream.answer = (response) =>
      sendJson(response, 200, { choices: [] }, { "x-ratelimit-limit-requests": "9" });
    const { key } = await make({ requests_per_minute: 2 });
    const first = await chat(bearer(key));
    assert.equal(first.headers["x-ratelimit-limit-requests"], "2");
    assert.equal(first.headers["x-ratelimit-remaining-requests"], "1");
    assert.match(String(first.headers["x-ratelimit-reset-requests"]), /^[\d.]+s$/);
    await chat(bearer(key));
    const seen = upstream.seen.length;
    const refused = await chat(bearer(key));
    assert.equal(refused.statusCode, 429);
    assert.match(refused.body, /may send 2 requests a minute.*rate_limit_exceeded/s);
    const wait = Number(refused.headers["retry-after"]);
    assert.ok(wait >= 1 && wait <= 30, String(wait));
    assert.equal(upstream.seen.length, seen);
  });

  it("holds a key to its tokens a minute, by what was used and not by what was expected", async () => {
    const usage = { prompt_tokens: 90, completion_tokens: 900, total_tokens: 990 };
    upstream.answer = (response) => sendJson(response, 200, { choices: [], usage });
    const { key } = await make({ tokens_per_minute: 1000 });
    assert.equal((await chat(bearer(key))).statusCode, 200);
    const refused = await chat(bearer(key));
    assert.equal(refused.statusCode, 429);
    assert.match(refused.body, /may use 1000 tokens a minute; \d+ are left/);
  });

  it("gives tokens back that a failed request did not use", async () => {
    upstream.answer = (response) => sendJson(response, 400, { error: { message: "no" } });
    const { key } = await make({ tokens_per_minute: 100 });
    for (let i = 0; i < 5; i++) assert.equal((await chat(bearer(key))).statusCode, 400);
  });

  it("ends a key's requests when its budget is spent", async () => {
    const usage = { prompt_tokens: 1000, completion_tokens: 0, total_tokens: 1000 };
    upstream.answer = (response) => sendJson(response, 200, { choices: [], usage });
    const priced = {
      targets: [{ backend: "upstream", model: "tiny", price: { input: 1000, output: 1000 } }],
    };
    await admin("PUT", "models/priced", priced);
    const { key } = await make({ budget: { dollars: 1.5 } });
    assert.equal((await chat(bearer(key), "priced")).statusCode, 200);
    assert.equal((await chat(bearer(key), "priced")).statusCode, 200);
    const refused = await chat(bearer(key), "priced");
    assert.equal(refused.statusCode, 429);
    assert.match(refused.body, /spent 2\.0000 of its 1\.5 dollars\. It begins anew at .*budget_exceeded/s);
    await admin("DELETE", "models/priced");
  });

  it("lets no key begin its budget anew by being rotated", async () => {
    upstream.answer = (response) => sendJson(response, 200, completion("hi"));
    const targets = [{ backend: "upstream", model: "tiny", price: { input: 1e6, output: 0 } }];
    await admin("PUT", "models/priced", { targets });
    const { id, key } = await make({ budget: { dollars: 0.5, period: "total" } });
    assert.equal((await chat(bearer(key), "priced")).statusCode, 200);
    const next = (await admin("POST", `keys/${id}/rotate`)).json<Made>();
    const refused = await chat(bearer(next.key), "priced");
    assert.equal(refused.statusCode, 429);
    assert.match(refused.body, /spent 1\.0000 of its 0\.5 dollars/);
    await admin("DELETE", "models/priced");
  });

  it("ends a key when it expires", async () => {
    const { key } = await make({ expires_in_seconds: 0.001 });
    await new Promise((resolve) => setTimeout(resolve, 5));
    const response = await chat(bearer(key));
    assert.equal(response.statusCode, 401);
    assert.match(response.body, /expired at/);
  });

  it("says what is wrong with a key that cannot be made", async () => {
    const wrong = [
      { name: "" },
      { name: "a", models: [] },
      { name: "a", expires_in_seconds: -1 },
      { name: "a", budgets: 1 },
      { name: "a", requests_per_minute: 0 },
      { name: "a", budget: { dollars: 1, period: "week" } },
    ];
    for (const payload of wrong) {
      const response = await admin("POST", "keys", payload);
      assert.equal(response.statusCode, 400, response.body);
    }
  });

  it("stores a model that is asked at once, and still there after a restart", async () => {
    const entry = { targets: [{ backend: "upstream", model: "tiny" }] };
    assert.equal((await admin("PUT", "models/alias", entry)).statusCode, 200);
    const { key } = await make();
    await chat(bearer(key), "alias");
    assert.equal((JSON.parse(upstream.seen.at(-1)?.body ?? "") as { model: string }).model, "tiny");
    await router.app.close();
    router = start();
    assert.equal((await chat(bearer(key), "alias")).headers["x-plinth-model"], "alias");
    assert.equal((await admin("DELETE", "models/alias")).statusCode, 200);
    assert.equal((await admin("DELETE", "models/alias")).statusCode, 404);
  });

  it("refuses what does not fit together, and what the file or the environment says, and changes nothing", async () => {
    const nowhere = await admin("PUT", "models/other", { targets: [{ backend: "nowhere", model: "m" }] });
    assert.equal(nowhere.statusCode, 409);
    assert.match(nowhere.body, /names the backend nowhere; there is upstream/);
    const fixed = await admin("PUT", "backends/upstream", { kind: "openai", url: "https://x.example/v1" });
    assert.equal(fixed.statusCode, 409);
    const { stored } = (await admin("GET", "registry")).json<{ stored: object }>();
    assert.deepEqual(stored, { backends: {}, models: {} });
  });

  it("keeps stored backends off the router's own networks, by address and by name, unless told otherwise", async () => {
    const at = (host: string): object => ({
      kind: "openai-compatible",
      url: `http://${host}:${new URL(upstream.origin).port}/v1`,
    });
    const entry = { targets: [{ backend: "near", model: "tiny" }] };
    const refused = await admin("PUT", "backends/near", at("127.0.0.1"));
    assert.equal(refused.statusCode, 409);
    assert.match(refused.body, /a private or loopback address; .* ROUTER_STORED_BACKENDS=private/);
    assert.equal((await admin("PUT", "backends/near", at("localhost"))).statusCode, 200);
    await admin("PUT", "models/near", entry);
    const { key } = await make();
    const closed = await chat(bearer(key), "near");
    assert.equal(closed.statusCode, 502);
    assert.match(closed.body, /upstream_address_forbidden/);
    await router.app.close();
    router = start({ ROUTER_STORED_BACKENDS: "private" });
    upstream.answer = (response) => sendJson(response, 200, { choices: [] });
    assert.equal((await chat(bearer(key), "near")).statusCode, 200);
    assert.equal((await admin("PUT", "backends/near", at("169.254.169.254"))).statusCode, 409);
    await admin("DELETE", "models/near");
    await admin("DELETE", "backends/near");
  });

  it("is not there without an admin key", async () => {
    upstream.answer = (response) => sendJson(response, 200, MODELS);
    const closed = testRouter(upstream.url);
    assert.equal((await closed.app.inject("/admin/v1/keys")).statusCode, 404);
    assert.equal((await closed.app.inject("/v1/models")).statusCode, 200);
    await closed.app.close();
  });
});
