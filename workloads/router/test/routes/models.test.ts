import assert from "node:assert/strict";

import { FakeUpstream, MODELS, sendJson } from "../helpers/fake-upstream.ts";
import { testRouter } from "../helpers/router.ts";
import type { TestRouter } from "../helpers/router.ts";

describe("routes/models", () => {
  let upstream: FakeUpstream;
  let router: TestRouter;
  beforeEach(async () => {
    upstream = await FakeUpstream.start((response) => sendJson(response, 200, MODELS));
    router = testRouter(upstream.url);
  });
  afterEach(async () => {
    await router.app.close();
    await upstream.stop();
  });

  it("lists what the upstream lists", async () => {
    const response = await router.app.inject("/v1/models");
    assert.deepEqual(response.json(), MODELS);
    assert.equal(upstream.seen[0]?.url, "/v1/models");
    assert.equal((await router.app.inject("/v1/models/")).statusCode, 200);
  });

  for (const path of ["tiny", "org/large:7b", "org%2Flarge%3A7b"]) {
    it(`finds the model ${path}`, async () => {
      const response = await router.app.inject(`/v1/models/${path}`);
      assert.equal(response.json<{ id: string }>().id, decodeURIComponent(path));
    });
  }

  it("says which models there are when asked for another", async () => {
    const response = await router.app.inject("/v1/models/huge");
    assert.equal(response.statusCode, 404);
    const { error } = response.json<{ error: Record<string, string> }>();
    assert.equal(error["code"], "model_not_found");
    assert.equal(error["param"], "model");
    assert.match(error["message"] ?? "", /no model 'huge'; there is tiny, org\/large:7b\./);
  });

  it("never puts a client's text into the upstream's URL", async () => {
    for (const id of ["..%2f..%2fadmin", "..", "a%3fb=1"]) await router.app.inject(`/v1/models/${id}`);
    assert.deepEqual([...new Set(upstream.seen.map(({ url }) => url))], ["/v1/models"]);
  });

  it("passes the upstream's own error on, for the list and for one model", async () => {
    upstream.answer = (response) =>
      sendJson(response, 401, { error: { message: "bad key", code: "invalid_api_key" } });
    for (const path of ["/v1/models", "/v1/models/tiny"]) {
      const response = await router.app.inject(path);
      assert.equal(response.statusCode, 401);
      assert.match(response.body, /"code":"invalid_api_key"/);
    }
  });

  it("says so when the list is none", async () => {
    upstream.answer = (response) => sendJson(response, 200, { models: [] });
    const response = await router.app.inject("/v1/models/tiny");
    assert.equal(response.statusCode, 502);
    assert.match(response.body, /upstream_invalid_response/);
  });
});
