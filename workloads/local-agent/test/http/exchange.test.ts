import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";

import fc from "fast-check";

import { TestAgent } from "../helpers/agent.ts";
import type { Refusal } from "../helpers/agent.ts";
import { ModelFolder } from "../helpers/tiny-model.ts";

const JSON_TYPE = { "content-type": "application/json" };

describe("http/exchange", () => {
  const models = new ModelFolder();
  let agent: TestAgent;
  before(async () => {
    const env = { LOCAL_AGENT_CONTEXT_TOKENS: "64", LOCAL_AGENT_BODY_LIMIT_MIB: "0.01" };
    agent = await TestAgent.start(models.write("letters"), env);
  });
  after(async () => {
    await agent.stop();
    models.remove();
  });

  /** Sends bytes as they are, and gives all that comes back. */
  async function raw(bytes: string): Promise<string> {
    const socket = connect(Number(new URL(agent.base).port), "127.0.0.1");
    let answer = "";
    socket.on("data", (data) => (answer += data.toString()));
    socket.end(bytes);
    await once(socket, "close");
    return answer;
  }

  const REFUSED: Readonly<Record<string, readonly [string, RequestInit, string]>> = {
    "another path": ["/v1/models", {}, "404 There is no route GET /v1/models."],
    "a path of Object.prototype": ["/__proto__", {}, "404 There is no route GET /__proto__."],
    "another method": ["/infer", {}, "405 GET /infer is not allowed; use POST."],
    "no content type": ["/infer", { method: "POST" }, "415 The body has no content type."],
    "a form": [
      "/infer",
      { method: "POST", body: new URLSearchParams({ prompt: "a" }) },
      "415 The body's content type is application/x-www-form-urlencoded;charset=UTF-8.",
    ],
    "no JSON": [
      "/infer",
      { method: "POST", headers: JSON_TYPE, body: '{"prompt": secret}' },
      "400 The body is not valid JSON.",
    ],
    "half a body": [
      "/infer",
      { method: "POST", headers: JSON_TYPE, body: '{"prompt":' },
      "400 The body is not valid JSON (end of JSON input).",
    ],
    "an empty body": [
      "/infer",
      { method: "POST", headers: JSON_TYPE },
      "400 The body is not valid JSON (end of JSON input).",
    ],
    "a body over the limit": [
      "/infer",
      { method: "POST", headers: JSON_TYPE, body: "x".repeat(20_000) },
      "413 The body has 20000 bytes, over the limit of 0.01 MiB.",
    ],
  };
  for (const [what, [path, init, expected]] of Object.entries(REFUSED)) {
    it(`refuses ${what} with a sentence`, async () => {
      const response = await fetch(`${agent.base}${path}`, init);
      const { error } = (await response.json()) as Refusal;
      assert.ok(`${response.status} ${error.message}`.startsWith(expected), error.message);
    });
  }

  it("stops reading a body that does not say how long it is", async () => {
    const chunk = "x".repeat(6000);
    const body = new ReadableStream({
      start(controller) {
        for (const piece of [chunk, chunk]) controller.enqueue(Buffer.from(piece));
        controller.close();
      },
    });
    const response = await fetch(`${agent.base}/infer`, {
      method: "POST",
      headers: JSON_TYPE,
      body,
      duplex: "half",
    });
    assert.equal(response.status, 413);
    assert.equal(response.headers.get("connection"), "close");
  });

  it("answers what is no HTTP, and headers that are too large", async () => {
    assert.match(await raw("nonsense\r\n\r\n"), /^HTTP\/1\.1 400 .*"invalid_http_request"/s);
    assert.match(
      await raw(`GET /healthz HTTP/1.1\r\nhost: a\r\na: ${"x".repeat(20_000)}\r\n\r\n`),
      /^HTTP\/1\.1 431 .*"headers_too_large"/s,
    );
  });

  it("gives the client's request id back where it is fit for a log", async () => {
    const idFor = async (given: string): Promise<string | null> => {
      const response = await fetch(`${agent.base}/healthz`, { headers: { "x-request-id": given } });
      return response.headers.get("x-request-id");
    };
    assert.equal(await idFor("abc-1"), "abc-1");
    assert.match((await idFor("a b")) ?? "", /^[\da-f-]{36}$/);
    assert.ok(agent.logs.some((line) => line.includes('"requestId":"abc-1"')));
  });

  it("answers any body with 200 or with a sentence, and lives on", async () => {
    const field = fc.constantFrom("prompt", "max_tokens", "temperature", "stream", "stop");
    const likely = fc.record(
      {
        prompt: fc.string({ unit: "binary", maxLength: 80 }),
        max_tokens: fc.oneof(fc.integer({ min: -2, max: 70 }), fc.double()),
        temperature: fc.double({ min: -0.5, max: 2.5 }),
        stream: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    const json = fc.oneof(likely, fc.jsonValue(), fc.dictionary(field, fc.jsonValue()));
    const bodies = fc.oneof(
      json.map((value) => JSON.stringify(value)),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    );
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const response = await fetch(`${agent.base}/infer`, { method: "POST", headers: JSON_TYPE, body });
        const text = await response.text();
        assert.ok([200, 400].includes(response.status), `${response.status} ${text}`);
        if (response.status === 400)
          assert.match((JSON.parse(text) as Refusal).error.message, /^[A-Z'].*\.$/s);
      }),
      { numRuns: 150 },
    );
    assert.equal((await agent.health())["status"], "ok");
  });
});
