import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import fc from "fast-check";

import { completion, FakeUpstream, sendJson } from "./helpers/fake-upstream.ts";
import { CHAT, testRouter } from "./helpers/router.ts";
import type { TestRouter } from "./helpers/router.ts";

const JSON_TYPE = { "content-type": "application/json" };

describe("app", () => {
  let upstream: FakeUpstream;
  let router: TestRouter;
  let base: string;
  before(async () => {
    upstream = await FakeUpstream.start();
    router = testRouter(upstream.url, { ROUTER_BODY_LIMIT_MIB: "0.01" });
    base = await router.listen();
  });
  after(async () => {
    await router.app.close();
    await upstream.stop();
  });

  const chatUrl = "/v1/chat/completions";
  const refused: readonly [
    name: string,
    request: {
      method: "GET" | "POST" | "PUT";
      url: string;
      payload?: string;
      headers?: Record<string, string>;
    },
    status: number,
    code: string,
  ][] = [
    ["an unknown path", { method: "GET", url: "/v2/models?key=abc" }, 404, "route_not_found"],
    ["a method that the path lacks", { method: "GET", url: chatUrl }, 405, "method_not_allowed"],
    [
      "malformed JSON",
      { method: "POST", url: chatUrl, payload: '{"model":', headers: JSON_TYPE },
      400,
      "invalid_json",
    ],
    ["an empty body", { method: "POST", url: chatUrl, payload: "", headers: JSON_TYPE }, 400, "invalid_type"],
    ["no body", { method: "POST", url: chatUrl }, 400, "invalid_type"],
    [
      "a form",
      { method: "POST", url: chatUrl, payload: "a=1", headers: { "content-type": "text/plain" } },
      415,
      "unsupported_media_type",
    ],
    [
      "a body that is too large",
      {
        method: "POST",
        url: chatUrl,
        payload: JSON.stringify({ ...CHAT, pad: "x".repeat(20_000) }),
        headers: JSON_TYPE,
      },
      413,
      "body_too_large",
    ],
    ["a path that cannot be decoded", { method: "GET", url: "/v1/models/%zz" }, 400, "invalid_http_request"],
  ];
  for (const [name, request, status, code] of refused) {
    it(`refuses ${name} in OpenAI's shape, without asking the upstream`, async () => {
      const before = upstream.seen.length;
      const response = await router.app.inject(request);
      const { error } = response.json<{ error: Record<string, unknown> }>();
      assert.equal(response.statusCode, status);
      assert.deepEqual(Object.keys(error).sort(), ["code", "message", "param", "type"]);
      assert.equal(error["code"], code);
      assert.equal(error["type"], "invalid_request_error");
      assert.ok(response.headers["x-request-id"]);
      assert.equal(upstream.seen.length, before);
    });
  }

  it("says which method a path has", async () => {
    const response = await router.app.inject({ method: "PUT", url: chatUrl });
    assert.equal(response.headers["allow"], "POST");
    assert.match(response.body, /use POST/);
  });

  it("shows no query in an error or a log line", async () => {
    const response = await router.app.inject({ method: "GET", url: "/nowhere?token=hunter2" });
    assert.doesNotMatch(response.body + router.logs.join(""), /hunter2/);
  });

  for (const [name, bytes, status, code] of [
    ["what is no HTTP", "NONSENSE\r\n\r\n", 400, "invalid_http_request"],
    [
      "headers over 16 KiB",
      `GET / HTTP/1.1\r\nhost: a\r\nx: ${"y".repeat(20_000)}\r\n\r\n`,
      431,
      "headers_too_large",
    ],
  ] as const) {
    it(`refuses ${name} in OpenAI's shape`, async () => {
      const socket = connect(Number(new URL(base).port), "127.0.0.1");
      socket.end(bytes);
      let text = "";
      socket.on("data", (data) => (text += data.toString()));
      await once(socket, "close");
      assert.match(text, new RegExp(`^HTTP/1\\.1 ${status} `));
      assert.match(text, new RegExp(`"code":"${code}"`));
    });
  }

  it("takes a client that leaves in the middle of its body for that, not for a fault", async () => {
    const socket = connect(Number(new URL(base).port), "127.0.0.1");
    const head = `POST ${chatUrl} HTTP/1.1\r\nhost: a\r\nx-request-id: half\r\ncontent-type: application/json\r\n`;
    socket.write(`${head}content-length: 100\r\n\r\n{"model":`, () => socket.destroy());
    const line = (): string | undefined => router.logs.find((text) => text.includes('"requestId":"half"'));
    while (line() === undefined) await sleep(5);
    assert.match(line() ?? "", /"outcome":"client_left"/);
    assert.doesNotMatch(router.logs.join(""), /a fault of the router/);
  });

  it("finds no fault of its own in whatever JSON a client sends", async () => {
    const field = fc.constantFrom(
      "model",
      "messages",
      "stream",
      "max_tokens",
      "stop",
      "tools",
      "n",
      "__proto__",
      "x",
    );
    const body = fc.oneof(fc.jsonValue(), fc.dictionary(field, fc.jsonValue()));
    await fc.assert(
      fc.asyncProperty(body, async (value) => {
        const payload = JSON.stringify(value);
        const { statusCode } = await router.app.inject({
          method: "POST",
          url: chatUrl,
          headers: JSON_TYPE,
          payload,
        });
        assert.ok(
          statusCode === 200 || statusCode === 400 || statusCode === 413,
          `${statusCode} for ${payload}`,
        );
      }),
    );
  });

  it("takes a client's request id, hands it to the upstream and gives it back", async () => {
    const headers = { ...JSON_TYPE, "x-request-id": "mine-1" };
    const response = await router.app.inject({
      method: "POST",
      url: chatUrl,
      headers,
      payload: JSON.stringify(CHAT),
    });
    assert.equal(response.headers["x-request-id"], "mine-1");
    assert.equal(upstream.seen.at(-1)?.headers["x-request-id"], "mine-1");
    assert.ok(router.logs.some((line) => line.includes('"requestId":"mine-1"')));
  });

  it("makes an id where the client's is not fit for a log", async () => {
    const headers = { "x-request-id": `a"b ${"c".repeat(200)}` };
    const response = await router.app.inject({ method: "GET", url: "/healthz", headers });
    assert.match(String(response.headers["x-request-id"]), /^[0-9a-f-]{36}$/);
  });

  it("sends no CORS headers, its own or the upstream's, and answers no preflight", async () => {
    upstream.answer = (response) =>
      sendJson(response, 200, completion("hi"), { "access-control-allow-origin": "*" });
    const origin = "https://page.example";
    const preflight = {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization",
    };
    const answers = [
      await router.app.inject({ method: "OPTIONS", url: chatUrl, headers: preflight }),
      await router.app.inject({ method: "POST", url: chatUrl, payload: CHAT, headers: { origin } }),
      await router.app.inject({ url: "/v2/models", headers: { origin } }),
    ];
    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode),
      [405, 200, 404],
    );
    const names = answers.flatMap(({ headers }) => Object.keys(headers));
    assert.deepEqual(
      names.filter((name) => name.startsWith("access-control-") || name === "vary"),
      [],
    );
  });
});
