import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import type { IncomingMessage } from "node:http";
import { connect } from "node:net";

import fc from "fast-check";

import { EveryKind, KINDS } from "../helpers/every-kind.ts";
import { mutated, replaced } from "../helpers/odd-values.ts";
import { CHAT } from "../helpers/router.ts";

const PARAMETERS = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };

/** A request of each route that says as much as it can. */
const SAMPLES: Readonly<Record<string, object>> = {
  "/v1/chat/completions": {
    messages: [
      { role: "system", content: "be brief" },
      {
        role: "user",
        content: [
          { type: "text", text: "hi" },
          { type: "image_url", image_url: { url: "data:image/png;base64,AA==" } },
        ],
      },
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: "{}" } }],
      },
      { role: "tool", tool_call_id: "c", content: "done" },
    ],
    stream: false,
    stream_options: { include_usage: true },
    temperature: 0,
    max_tokens: 5,
    n: 1,
    stop: ["."],
    tools: [{ type: "function", function: { name: "f", parameters: PARAMETERS } }],
    tool_choice: { type: "function", function: { name: "f" } },
    response_format: { type: "json_schema", json_schema: { name: "s", schema: PARAMETERS } },
  },
  "/v1/completions": { prompt: ["a", "b"], max_tokens: 5, temperature: 0, stop: "." },
  "/v1/embeddings": { input: ["a", "b"], encoding_format: "float", dimensions: 3 },
  "/v1/responses": {
    input: [
      { role: "user", content: [{ type: "input_text", text: "hi" }] },
      { type: "function_call", call_id: "c", name: "f", arguments: "{}" },
      { type: "function_call_output", call_id: "c", output: "done" },
    ],
    instructions: "be brief",
    temperature: 0,
    tools: [{ type: "function", name: "f", parameters: PARAMETERS }],
    text: { format: { type: "json_schema", name: "s", schema: PARAMETERS } },
  },
  "/v1/messages": {
    max_tokens: 5,
    temperature: 0,
    system: [{ type: "text", text: "be brief" }],
    messages: [
      { role: "user", content: [{ type: "text", text: "hi" }] },
      { role: "assistant", content: [{ type: "tool_use", id: "c", name: "f", input: {} }] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "c", content: "done" }] },
    ],
    tools: [{ name: "f", input_schema: PARAMETERS }],
    tool_choice: { type: "tool", name: "f" },
  },
};
const ROUTES = Object.keys(SAMPLES);

/** Names that the router reads, and some that it must not. */
const HEADERS = [
  "accept",
  "anthropic-version",
  "authorization",
  "baggage",
  "cache-control",
  "connection",
  "content-encoding",
  "content-type",
  "expect",
  "openai-beta",
  "te",
  "traceparent",
  "tracestate",
  "x-api-key",
  "x-forwarded-for",
  "x-plinth-cache",
  "x-plinth-timeout-ms",
  "x-request-id",
  "x-session-id",
  "x-stainless-timeout",
];

describe("faults, odd requests", function () {
  // Some thousand requests.
  this.timeout(120_000);

  let all: EveryKind;
  before(async () => {
    all = await EveryKind.start({ cache_ttl: 60 });
  });
  after(() => all.stop());
  beforeEach(() => all.forget());

  /** Whatever the answer is, the router did not fail: a 5xx is a backend's alone. */
  function noFault(status: number, body: string, what: string): void {
    assert.doesNotMatch(all.router.logs.join(""), /a fault of the router itself/, what);
    assert.ok(status < 500 || /"upstream_\w+"|"api_error"/.test(body), `${status} ${body} for ${what}`);
    all.forget();
  }

  async function inject(
    url: string,
    payload: string | Buffer,
    headers: Record<string, string> = {},
  ): Promise<void> {
    const given = { "content-type": "application/json", ...headers };
    const { statusCode, body } = await all.router.app.inject({
      method: "POST",
      url,
      headers: given,
      payload,
    });
    noFault(statusCode, body, `${url} ${JSON.stringify(headers)} ${payload.toString().slice(0, 2000)}`);
  }

  for (const route of ROUTES)
    for (const kind of KINDS)
      it(`finds no fault of its own in a body of ${route} that is partly something else, before ${kind}`, async () => {
        const body = mutated({ model: kind, ...SAMPLES[route] });
        await fc.assert(
          fc.asyncProperty(body, (payload) => inject(route, payload)),
          { numRuns: 100, endOnFailure: true },
        );
      });

  it("finds none in bytes that are no JSON, or half of one", async () => {
    const text = JSON.stringify({ model: "openai-compatible", ...SAMPLES["/v1/chat/completions"] });
    const half = fc.nat(text.length).map((end) => Buffer.from(text.slice(0, end)));
    const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
    const spliced = fc.tuple(fc.nat(text.length), bytes).map(([at, middle]) => {
      return Buffer.concat([Buffer.from(text.slice(0, at)), middle, Buffer.from(text.slice(at))]);
    });
    const body = fc.oneof(half, bytes, spliced);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...ROUTES), body, (route, sent) => inject(route, sent)),
      { numRuns: 300, endOnFailure: true },
    );
  });

  it("finds none in a body that is deeper than its stack, wherever that is", async () => {
    // Text, since JSON.stringify would not make it.
    const depth = 20_000;
    const deep = `${"[".repeat(depth)}1${"]".repeat(depth)}`;
    for (const route of ROUTES)
      for (const model of KINDS)
        for (const body of replaced({ model, extra: 0, ...SAMPLES[route] }, deep)) await inject(route, body);
  });

  it("finds none in headers of any text", async () => {
    const value = fc.oneof(
      fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) }),
      fc.constantFrom("on", "refresh", "0", "-1", "1e999", "NaN", "application/json", "gzip", "100-continue"),
    );
    const headers = fc.dictionary(fc.constantFrom(...HEADERS), value, { maxKeys: 6, noNullPrototype: true });
    const text = JSON.stringify({ model: "openai-compatible", ...SAMPLES["/v1/chat/completions"] });
    await fc.assert(
      fc.asyncProperty(headers, async (given) => {
        // A client that gives up at once is none of the router's business.
        const patient = Object.fromEntries(Object.entries(given).filter(([name]) => !/timeout/.test(name)));
        await inject("/v1/chat/completions", text, patient);
        const { "content-type": type, ...others } = given;
        await inject("/v1/chat/completions", text, type === undefined ? others : given);
      }),
      { numRuns: 300, endOnFailure: true },
    );
  });

  it("lives on after whatever comes over a connection", async () => {
    const body = JSON.stringify({ ...CHAT, model: "openai-compatible" });
    const head = `POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n`;
    const whole = Buffer.from(head + body);
    const damage = fc.record({
      at: fc.nat(whole.length),
      drop: fc.nat(5),
      put: fc.uint8Array({ maxLength: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { maxLength: 4 }), async (damages) => {
        let bytes = whole;
        for (const { at, drop, put } of damages)
          bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + drop)]);
        const socket = connect(Number(new URL(all.base).port), "127.0.0.1");
        let text = "";
        socket.on("data", (data) => (text += data.toString()));
        socket.on("error", () => undefined);
        socket.end(bytes);
        await once(socket, "close");
        const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
        noFault(status, text, bytes.toString("latin1"));
      }),
      { numRuns: 300, endOnFailure: true },
    );
    assert.equal((await fetch(`${all.base}/healthz`)).status, 200);
  });

  it("reads a body the same in whatever pieces it comes", async () => {
    const messages = [{ role: "user", content: "ä€😀" }];
    const whole = Buffer.from(JSON.stringify({ model: "openai-compatible", messages }));
    const cuts = fc.uniqueArray(fc.nat(whole.length), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(cuts, async (places) => {
        all.forget();
        const headers = { "content-type": "application/json", "transfer-encoding": "chunked" };
        const sent = request(`${all.base}/v1/chat/completions`, { method: "POST", headers });
        let from = 0;
        for (const to of [...places.sort((a, b) => a - b), whole.length]) {
          sent.write(whole.subarray(from, to));
          from = to;
          await new Promise((resolve) => setImmediate(resolve));
        }
        sent.end();
        const [response] = (await once(sent, "response")) as [IncomingMessage];
        response.resume();
        await once(response, "close");
        assert.equal(response.statusCode, 200);
        assert.match(all.upstream.seen[0]?.body ?? "", /ä€😀/);
      }),
      { numRuns: 100, endOnFailure: true },
    );
  });
});
