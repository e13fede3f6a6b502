import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { completion, FakeUpstream, sendJson } from "../helpers/fake-upstream.ts";
import { CHAT, testRouter } from "../helpers/router.ts";
import type { TestRouter } from "../helpers/router.ts";

describe("routes/chat-completions, plain", () => {
  let upstream: FakeUpstream;
  let router: TestRouter;
  beforeEach(async () => {
    upstream = await FakeUpstream.start();
    router = testRouter(upstream.url, {
      ROUTER_FIRST_BYTE_TIMEOUT_SECONDS: "0.2",
      ROUTER_STALL_TIMEOUT_SECONDS: "0.1",
      ROUTER_RESPONSE_LIMIT_MIB: "0.01",
    });
  });
  afterEach(async () => {
    await router.app.close();
    await upstream.stop();
  });

  const post = (payload: string, headers: Record<string, string> = {}) =>
    router.app.inject({
      method: "POST",
      url: "/v1/chat/completions",
      payload,
      headers: { "content-type": "application/json", ...headers },
    });

  /** Waits for an answer's beginning for longer than these tests may take, and for its end a second. */
  const patientRouter = (): TestRouter =>
    testRouter(upstream.url, {
      ROUTER_FIRST_BYTE_TIMEOUT_SECONDS: "60",
      ROUTER_STALL_TIMEOUT_SECONDS: "1",
    });

  async function failure(): Promise<{ status: number; code: string; message: string }> {
    const response = await post(JSON.stringify(CHAT));
    const { error } = response.json<{ error: { code: string; message: string } }>();
    return { status: response.statusCode, ...error };
  }

  it("hands the body on byte for byte, with fields that it does not know", async () => {
    const payload =
      '{"model":"tiny", "seed":18446744073709551615,"messages":[{"role":"user","content":"é\\u00e9"}],"x_extra":{"a":1.0}}';
    const response = await post(payload);
    assert.deepEqual(response.json(), completion("hello"));
    const [seen] = upstream.seen;
    assert.deepEqual([seen?.method, seen?.url, seen?.body], ["POST", "/v1/chat/completions", payload]);
  });

  it("hands headers on, but not the client's credentials", async () => {
    await post(JSON.stringify(CHAT), {
      authorization: "Bearer client",
      traceparent: "00-1-2-01",
      "accept-encoding": "gzip",
    });
    const { authorization, traceparent, ...others } = upstream.seen[0]?.headers ?? {};
    assert.deepEqual(
      [authorization, traceparent, others["accept-encoding"]],
      [undefined, "00-1-2-01", "identity"],
    );
  });

  for (const characters of [1, 30_000])
    it(`hands an answer of ${characters} times three characters on byte for byte, and says itself who answered`, async () => {
      const text = JSON.stringify(completion("é€😀".repeat(characters)));
      upstream.answer = (response) => {
        response.writeHead(200, { "content-type": "application/json", "x-plinth-model": "another" });
        response.end(text);
      };
      const roomy = testRouter(upstream.url, {});
      try {
        const base = await roomy.listen();
        const response = await fetch(`${base}/v1/chat/completions`, {
          method: "POST",
          body: JSON.stringify(CHAT),
          headers: { "content-type": "application/json" },
        });
        assert.equal(await response.text(), text);
        assert.equal(response.headers.get("content-length"), String(Buffer.byteLength(text)));
        // The name in the registry of an upstream that knows its models itself.
        assert.equal(response.headers.get("x-plinth-model"), "*");
        assert.notEqual(response.headers.get("x-request-id"), null);
      } finally {
        await roomy.app.close();
      }
    });

  it("passes an error in OpenAI's shape on as it is, with its status and Retry-After", async () => {
    const error = {
      message: "slow down",
      type: "rate_limit",
      param: null,
      code: "rate_limit_exceeded",
      extra: { a: 1 },
    };
    upstream.answer = (response) => sendJson(response, 429, { error }, { "retry-after": "7" });
    const response = await post(JSON.stringify(CHAT));
    assert.equal(response.statusCode, 429);
    assert.equal(response.headers["retry-after"], "7");
    assert.deepEqual(response.json(), { error });
  });

  for (const [name, body, message] of [
    [
      "vLLM's old shape",
      { object: "error", message: "too long", type: "BadRequestError", code: 400 },
      "too long",
    ],
    ["FastAPI's detail", { detail: "Not Found" }, "Not Found"],
    ["an error that is only text", { error: "model not loaded" }, "model not loaded"],
  ] as const) {
    it(`brings ${name} into OpenAI's shape`, async () => {
      upstream.answer = (response) => sendJson(response, 400, body);
      const response = await post(JSON.stringify(CHAT));
      const { error } = response.json<{ error: Record<string, unknown> }>();
      assert.deepEqual(Object.keys(error).sort(), ["code", "message", "param", "type"]);
      assert.equal(error["message"], message);
    });
  }

  it("makes an error where the upstream's is a page", async () => {
    upstream.answer = (response) => {
      response.writeHead(503, { "content-type": "text/html" });
      response.end("<h1>no</h1>");
    };
    const error = await failure();
    assert.equal(error.status, 503);
    assert.match(error.message, /^The upstream answered with status 503 and without an error/);
  });

  it("says 502 and what to set where nothing listens", async () => {
    const lonely = testRouter("http://127.0.0.1:1/v1");
    const response = await lonely.app.inject({ method: "POST", url: "/v1/chat/completions", payload: CHAT });
    assert.equal(response.statusCode, 502);
    assert.match(response.body, /"code":"upstream_unreachable"/);
    assert.match(response.body, /nothing listens there\. Start it, or set ROUTER_UPSTREAM_URL/);
    await lonely.app.close();
  });

  it("says 502 where the host name is unknown", async () => {
    const lonely = testRouter("http://no-such-host.invalid/v1");
    const response = await lonely.app.inject({ method: "POST", url: "/v1/chat/completions", payload: CHAT });
    assert.match(response.body, /"code":"upstream_unreachable"/);
    await lonely.app.close();
  });

  it("says 504 where the upstream takes too long to answer, and leaves it", async () => {
    const left = new Promise<void>((resolve) => {
      upstream.answer = (response) => void response.once("close", resolve);
    });
    const error = await failure();
    assert.deepEqual([error.status, error.code], [504, "upstream_timeout"]);
    await left;
  });

  it("says 504 where the upstream falls silent in the middle", async () => {
    upstream.answer = (response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"id":');
    };
    const error = await failure();
    assert.deepEqual([error.status, error.code], [504, "upstream_stalled"]);
  });

  it("takes an answer for stalled after that limit, also where its beginning was long in coming", async () => {
    const patient = patientRouter();
    upstream.answer = async (response) => {
      await sleep(1500);
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"id":');
    };
    const url = "/v1/chat/completions";
    const response = await patient.app.inject({ method: "POST", url, payload: CHAT });
    assert.equal(response.statusCode, 504);
    assert.match(response.body, /"code":"upstream_stalled"/);
    await patient.app.close();
  });

  it("waits for the first byte for as long as that may take, and counts silence from the last byte", async () => {
    const patient = patientRouter();
    const answer = completion("hello");
    const pieces = JSON.stringify(answer).split(/(?=,)/);
    upstream.answer = async (response) => {
      await sleep(1200);
      response.writeHead(200, { "content-type": "application/json" });
      for (const piece of pieces) {
        response.write(piece);
        await sleep(200);
      }
      response.end();
    };
    const url = "/v1/chat/completions";
    const response = await patient.app.inject({ method: "POST", url, payload: CHAT });
    assert.deepEqual([response.statusCode, response.json()], [200, answer]);
    await patient.app.close();
  });

  it("says 502 where the upstream cuts the connection, before and in the middle", async () => {
    upstream.answer = (response) => void response.destroy();
    assert.equal((await failure()).code, "upstream_connection_lost");
    upstream.answer = (response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
      response.write('{"id":', () => response.destroy());
    };
    assert.equal((await failure()).code, "upstream_connection_lost");
  });

  it("says 502 where the answer is no JSON", async () => {
    for (const [type, body] of [
      ["text/html", "{}"],
      ["application/json", "{"],
      ["application/json", "null"],
    ] as const) {
      upstream.answer = (response) => {
        response.writeHead(200, { "content-type": type });
        response.end(body);
      };
      const error = await failure();
      assert.deepEqual([error.status, error.code], [502, "upstream_invalid_response"]);
    }
  });

  it("says 502 where the answer is too large", async () => {
    upstream.answer = (response) => sendJson(response, 200, { pad: "x".repeat(20_000) });
    assert.equal((await failure()).code, "upstream_response_too_large");
  });

  it("follows no redirect", async () => {
    const other = await FakeUpstream.start();
    upstream.answer = (response) => {
      response.writeHead(307, { location: `${other.url}/chat/completions` });
      response.end();
    };
    const response = await post(JSON.stringify(CHAT));
    assert.equal(response.statusCode, 502);
    assert.match(response.body, /"code":"upstream_redirect"/);
    assert.equal(response.headers["location"], undefined);
    assert.equal(other.seen.length, 0);
    await other.stop();
  });

  it("logs one line per request, without the prompt", async () => {
    const url = `${await router.listen()}/v1/chat/completions`;
    const headers = { "content-type": "application/json" };
    const bodies = [
      JSON.stringify({ ...CHAT, messages: [{ role: "user", content: "my secret plan" }] }),
      '{"model": "my secret plan',
      JSON.stringify({ ...CHAT, temperature: "my secret plan" }),
    ];
    for (const body of bodies) await (await fetch(url, { method: "POST", body, headers })).text();
    await router.app.close();
    const lines = router.logs.map((line) => JSON.parse(line) as Record<string, unknown>);
    const requests = lines.filter(({ msg }) => msg === "request");
    assert.deepEqual(
      requests.map(({ outcome }) => outcome),
      ["ok", "invalid_json", "invalid_type"],
    );
    assert.deepEqual(
      requests.map(({ status }) => status),
      [200, 400, 400],
    );
    assert.equal(requests[2]?.["param"], "temperature");
    assert.doesNotMatch(router.logs.join(""), /secret plan/);
  });
});
