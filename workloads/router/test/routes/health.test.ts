import assert from "node:assert/strict";

import { FakeUpstream, MODELS, sendJson } from "../helpers/fake-upstream.ts";
import { testRouter } from "../helpers/router.ts";

describe("routes/health", () => {
  let upstream: FakeUpstream;
  beforeEach(async () => {
    upstream = await FakeUpstream.start((response) => sendJson(response, 200, MODELS));
  });
  afterEach(() => upstream.stop());

  it("says that the process lives, and asks nobody", async () => {
    const { app } = testRouter(upstream.url);
    const response = await app.inject("/healthz");
    assert.equal(response.statusCode, 200);
    assert.deepEqual(response.json(), { status: "ok" });
    assert.equal(upstream.seen.length, 0);
    await app.close();
  });

  it("is ready where the upstream answers, and asks it once for probes that come together", async () => {
    const { app } = testRouter(upstream.url);
    const responses = await Promise.all([
      app.inject("/readyz"),
      app.inject("/readyz"),
      app.inject("/readyz"),
    ]);
    assert.deepEqual(
      responses.map(({ statusCode }) => statusCode),
      [200, 200, 200],
    );
    assert.equal(upstream.seen.length, 1);
    await app.close();
  });

  it("is not ready where nothing listens, and says what to set", async () => {
    const { app } = testRouter("http://127.0.0.1:1/v1");
    const response = await app.inject("/readyz");
    assert.equal(response.statusCode, 503);
    assert.match(response.body, /"code":"upstream_unreachable"/);
    assert.match(response.body, /set ROUTER_UPSTREAM_URL/);
    await app.close();
  });

  for (const [status, code] of [
    [401, "upstream_key_refused"],
    [404, "upstream_error"],
    [500, "upstream_error"],
  ] as const) {
    it(`is not ready where the upstream answers ${status}`, async () => {
      upstream.answer = (response) => sendJson(response, status, {});
      const { app } = testRouter(upstream.url);
      const response = await app.inject("/readyz");
      assert.equal(response.statusCode, 503);
      assert.match(response.body, new RegExp(`"code":"${code}"`));
      await app.close();
    });
  }

  it("is not ready once it stops, while it still lives", async () => {
    const { app, beginStop } = testRouter(upstream.url);
    beginStop();
    assert.match((await app.inject("/readyz")).body, /"code":"shutting_down"/);
    assert.equal((await app.inject("/healthz")).statusCode, 200);
    await app.close();
  });
});
