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
      traceparent: "00-1-2-01",
    });
    assert.deepEqual(kept, { traceparent: "00-1-2-01" });
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
});
