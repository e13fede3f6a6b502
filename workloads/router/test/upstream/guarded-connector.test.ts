import assert from "node:assert/strict";
import type { LookupAddress } from "node:dns";

import { openAiCompatible } from "../../src/backends/openai-compatible/index.ts";
import { RouterError } from "../../src/errors.ts";
import { backendEntry } from "../../src/registry/schema.ts";
import type { Reach } from "../../src/upstream/addresses.ts";
import { HttpBackend } from "../../src/upstream/http-backend.ts";
import { FakeUpstream, MODELS, sendJson } from "../helpers/fake-upstream.ts";
import { CHAT, testRouter } from "../helpers/router.ts";

describe("upstream/guarded-connector", () => {
  let upstream: FakeUpstream;
  let backend: HttpBackend | undefined;
  beforeEach(async () => {
    upstream = await FakeUpstream.start();
    // Closed after each answer, so that each request makes a connection.
    upstream.answer = (response) => sendJson(response, 200, MODELS, { connection: "close" });
  });
  afterEach(async () => {
    await backend?.close();
    await upstream.stop();
  });

  /** A backend at a name that leads to other addresses each time it is looked up. */
  function rebound(reach: Reach, ...answers: string[][]): HttpBackend {
    const origin = `http://backend.test:${new URL(upstream.origin).port}`;
    const limits = {
      connectMs: 1000,
      firstByteMs: 1000,
      stallMs: 1000,
      clientStallMs: 1000,
      responseBytes: 1e6,
    };
    const addresses = (): LookupAddress[] =>
      (answers.shift() ?? []).map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    backend = new HttpBackend(
      "backend",
      { origin, basePath: "/v1", apiKey: undefined, reach },
      limits,
      openAiCompatible(backendEntry.parse({ kind: "openai-compatible" })),
      (_, __, callback) => callback(null, addresses()),
    );
    return backend;
  }

  async function ask(of: HttpBackend): Promise<number | string> {
    const call = { requestId: "r", headers: {}, signal: new AbortController().signal };
    return of.models(call).then(
      ({ status }) => status,
      (error: unknown) => (error instanceof RouterError ? `${error.code}: ${error.message}` : String(error)),
    );
  }

  it("does not follow a name that leads to a metadata service the second time", async () => {
    const of = rebound("any", ["127.0.0.1"], ["169.254.169.254"]);
    assert.equal(await ask(of), 200);
    assert.match(
      String(await ask(of)),
      /^upstream_address_forbidden: The upstream http:\/\/backend\.test:\d+ leads to a link-local, metadata/,
    );
    assert.equal(upstream.seen.length, 1);
  });

  it("takes the allowed one of a name's addresses", async () => {
    assert.equal(await ask(rebound("any", ["fe80::1", "169.254.1.1", "127.0.0.1"])), 200);
  });

  it("keeps to public addresses where it is told to", async () => {
    assert.match(
      String(await ask(rebound("public", ["127.0.0.1", "10.0.0.1"]))),
      /leads to a private or loopback address\..* ROUTER_STORED_BACKENDS/,
    );
    assert.equal(upstream.seen.length, 0);
  });

  it("answers with an error where the environment itself names a metadata service", async () => {
    const router = testRouter("http://169.254.169.254/latest");
    const response = await router.app.inject({ method: "POST", url: "/v1/chat/completions", payload: CHAT });
    assert.equal(response.statusCode, 502);
    assert.match(response.body, /"code":"upstream_address_forbidden"/);
    await router.app.close();
  });
});
