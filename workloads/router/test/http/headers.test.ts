import assert from "node:assert/strict";

import { headersForClient, headersForUpstream } from "../../src/http/headers.ts";

describe("http/headers", () => {
  it("strips what belongs to one connection, also what Connection names", () => {
    const kept = headersForUpstream({
      connection: "close, X-Once",
      "keep-alive": "timeout=5",
      te: "trailers",
      "transfer-encoding": "chunked",
      upgrade: "h2c",
      "x-once": "1",
      "x-kept": "2",
    });
    assert.deepEqual(kept, { "x-kept": "2" });
  });

  it("keeps a client's credentials and addresses from the upstream", () => {
    const kept = headersForUpstream({
      authorization: "Bearer client",
      cookie: "a=1",
      "x-api-key": "client",
      "openai-organization": "org",
      "x-forwarded-for": "10.0.0.1",
      origin: "https://chat.example.com",
      referer: "https://chat.example.com/page",
      traceparent: "00-1-2-01",
    });
    assert.deepEqual(kept, { traceparent: "00-1-2-01" });
  });

  it("tells the upstream nothing of who the client is, by whatever name a proxy before the router says it", () => {
    const names = [
      ...["remote-user", "remote-groups", "remote-name", "remote-email"],
      ...["x-forwarded-user", "x-forwarded-email", "x-forwarded-client-cert", "x-forwarded-access-token"],
      ...["x-auth-request-user", "x-auth-request-access-token", "x-authentik-username", "x-remote-user"],
      ...["x-amzn-oidc-data", "x-amzn-oidc-identity", "x-goog-iap-jwt-assertion"],
      ...["cf-access-jwt-assertion", "cf-access-authenticated-user-email", "cf-connecting-ip", "cf-ray"],
      ...["x-ms-token-aad-id-token", "x-ms-client-principal", "x-ms-client-principal-name"],
      ...["x-goog-authenticated-user-email", "x-client-ip", "x-cluster-client-ip", "fly-client-ip"],
      ...["forwarded", "via", "true-client-ip", "x-real-ip"],
    ];
    const others = { "x-title": "1", "x-stainless-lang": "js", range: "2", "x-ms-client-request-id": "3" };
    const given = { ...Object.fromEntries(names.map((name) => [name, "alice"])), ...others };
    assert.deepEqual(headersForUpstream(given), others);
  });

  it("keeps what an upstream says about itself from the client, and renames its request id", () => {
    const kept = headersForClient(
      {
        "set-cookie": ["a=1"],
        server: "uvicorn",
        "access-control-allow-origin": "*",
        "content-length": "5",
        "x-request-id": "theirs",
        "retry-after": "3",
      },
      undefined,
    );
    assert.deepEqual(kept, { "retry-after": "3", "x-upstream-request-id": "theirs" });
  });

  it("leaves out a header that holds the key", () => {
    const headers = {
      "x-echo": "Bearer sk-secret",
      "x-list": ["a", "sk-secret"] as unknown as string,
      "x-fine": "1",
    };
    assert.deepEqual(headersForClient(headers, "sk-secret"), { "x-fine": "1" });
  });

  it("tells Anthropic's limits in OpenAI's words as well", () => {
    const reset = new Date(Date.now() + 60_000).toISOString();
    const given = {
      "anthropic-ratelimit-requests-limit": "50",
      "anthropic-ratelimit-requests-remaining": "49",
      "anthropic-ratelimit-requests-reset": reset,
      "anthropic-ratelimit-tokens-limit": "40000",
      "anthropic-ratelimit-tokens-remaining": "39000",
      "anthropic-ratelimit-tokens-reset": "soon",
    };
    const kept = headersForClient(given, undefined);
    const ends = String(kept["x-ratelimit-reset-requests"]);
    delete kept["x-ratelimit-reset-requests"];
    assert.deepEqual(kept, {
      ...given,
      "x-ratelimit-limit-requests": "50",
      "x-ratelimit-remaining-requests": "49",
      "x-ratelimit-limit-tokens": "40000",
      "x-ratelimit-remaining-tokens": "39000",
    });
    assert.match(ends, /^[\d.]+s$/);
    assert.ok(parseFloat(ends) > 50 && parseFloat(ends) <= 60);
  });
});
