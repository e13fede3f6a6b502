import assert from "node:assert/strict";

import { beginStream, chunk, completion, DONE, sendJson } from "../helpers/fake-upstream.ts";
import { usageChunk } from "../helpers/chat-stream.ts";
import { Pair } from "../helpers/pair.ts";
import { listening, startRouter } from "../helpers/process.ts";
import { openStream, readAll } from "../helpers/streaming-client.ts";
import { TraceReceiver } from "../helpers/trace-receiver.ts";
import type { ReceivedSpan } from "../helpers/trace-receiver.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PARENT = "b7ad6b7169203331";
const WHOLE_ID = /^[0-9a-f]{16}$/;

describe("tracing/tracing", () => {
  let receiver: TraceReceiver;
  let pair: Pair;
  beforeEach(async () => {
    receiver = await TraceReceiver.start();
  });
  afterEach(async () => {
    await pair.stop();
    await receiver.stop();
  });

  async function start(env: Record<string, string> = {}, model: object = {}): Promise<void> {
    const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: "1" };
    pair = await Pair.start({ num_retries: 1, ...model }, {}, { ...traced, ...env });
  }

  const clientsTrace = (flags: string): Record<string, string> => ({
    traceparent: `00-${TRACE}-${PARENT}-${flags}`,
    tracestate: "vendor=1",
  });

  const two = async (): Promise<[ReceivedSpan, ReceivedSpan]> =>
    (await receiver.received(2)) as [ReceivedSpan, ReceivedSpan];

  it("makes a span of a call in the client's trace, and one of the attempt, which the backend is told of", async () => {
    await start();
    await (await pair.chat({}, clientsTrace("01"))).text();
    const [call, attempt] = await two();
    assert.deepEqual(receiver.paths, ["/v1/traces"]);
    assert.equal(receiver.resource["service.name"], "plinth-router");
    assert.deepEqual(
      [call.name, call.kind, call.traceId, call.parentSpanId],
      ["chat tiny", "server", TRACE, PARENT],
    );
    assert.deepEqual(
      [attempt.name, attempt.kind, attempt.traceId, attempt.parentSpanId],
      ["chat tiny", "client", TRACE, call.spanId],
    );
    const { traceparent, tracestate } = pair.first.seen[0]?.headers ?? {};
    assert.deepEqual([traceparent, tracestate], [`00-${TRACE}-${attempt.spanId}-01`, "vendor=1"]);
    const said = {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai-compatible",
      "gen_ai.request.model": "tiny",
      "gen_ai.response.id": "chatcmpl-1",
      "gen_ai.response.model": "tiny",
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.usage.input_tokens": 1,
      "gen_ai.usage.output_tokens": 1,
      "http.response.status_code": 200,
      "plinth.target": "one/tiny",
    };
    const route = { "http.request.method": "POST", "http.route": "/v1/chat/completions" };
    assert.deepEqual(call.attributes, { ...said, ...route, "plinth.model": "tiny", "plinth.attempts": 1 });
    const { hostname, port } = new URL(pair.first.origin);
    assert.deepEqual(attempt.attributes, {
      ...said,
      "server.address": hostname,
      "server.port": Number(port),
    });
  });

  it("ends a stream's spans with the stream, with its usage, finish reason and first event", async () => {
    await start();
    pair.first.answer = (response) => {
      beginStream(response);
      response.end(chunk("secret answer") + chunk("", "length") + usageChunk(12, 7) + DONE);
    };
    const { response } = await openStream(pair.base);
    assert.ok(!(await readAll(response)).includes("usage"));
    for (const { attributes } of await two()) {
      assert.deepEqual(attributes["gen_ai.response.finish_reasons"], ["length"]);
      assert.equal(attributes["gen_ai.usage.input_tokens"], 12);
      assert.equal(attributes["gen_ai.usage.output_tokens"], 7);
      assert.ok(Number(attributes["gen_ai.response.time_to_first_chunk"]) > 0);
    }
  });

  it("makes a span of each attempt, and says which failed and why", async () => {
    await start();
    pair.first.answer = (response) => sendJson(response, 500, { error: { message: "secret failure" } });
    await (await pair.chat()).text();
    const [call, ...attempts] = await receiver.received(3);
    assert.deepEqual([call?.status, call?.attributes["plinth.attempts"]], [0, 2]);
    assert.deepEqual(
      attempts.map(({ status, attributes }) => [
        attributes["plinth.target"],
        status,
        attributes["error.type"],
      ]),
      [
        ["one/tiny", 2, "500"],
        ["two/tiny", 0, undefined],
      ],
    );
  });

  it("says how a stream broke, and that a model is not there", async () => {
    await start();
    pair.first.answer = (response) => {
      beginStream(response);
      response.write(chunk("a"), () => response.destroy());
    };
    await readAll((await openStream(pair.base)).response);
    for (const { status, attributes } of await two())
      assert.deepEqual([status, attributes["error.type"]], [2, "upstream_connection_lost"]);
    await (await pair.chat({ model: "absent" })).text();
    const [, missing] = (await receiver.received(3)).filter(({ kind }) => kind === "server");
    assert.deepEqual(
      [missing?.attributes["error.type"], missing?.attributes["http.response.status_code"]],
      ["model_not_found", 404],
    );
  });

  it("shows no prompt, no answer and no key", async () => {
    await start();
    pair.first.answer = (response) => sendJson(response, 400, { error: { message: "secret message" } });
    const messages = [{ role: "user", content: "secret prompt" }];
    await (await pair.chat({ messages, user: "secret-user" }, { authorization: "Bearer secret-key" })).text();
    pair.first.answer = (response) => sendJson(response, 200, completion("secret answer"));
    await (await pair.chat({ messages, stop: ["secret stop"] })).text();
    await receiver.received(4);
    assert.doesNotMatch(receiver.text, /secret/);
  });

  it("follows the client's decision to make no trace, and tells the backend", async () => {
    await start();
    await (await pair.chat({}, clientsTrace("00"))).text();
    await (await pair.chat()).text();
    assert.match(
      String(pair.first.seen[0]?.headers["traceparent"]),
      new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`),
    );
    const [call] = await two();
    assert.notEqual(call.traceId, TRACE);
  });

  it("makes no traces where the share of them is 0, and all where the client has one", async () => {
    await start({ OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0" });
    await (await pair.chat()).text();
    await (await pair.chat({}, clientsTrace("01"))).text();
    for (const { traceId } of await two()) assert.equal(traceId, TRACE);
  });

  it("puts the ids of the trace into the request's log lines", async () => {
    await start();
    await (await pair.chat()).text();
    const [call] = await two();
    const line = pair.router.logs.find((text) => text.includes('"route":"/v1/chat/completions"')) ?? "";
    assert.match(call.spanId, WHOLE_ID);
    assert.ok(line.includes(`"trace_id":"${call.traceId}","span_id":"${call.spanId}"`), line);
  });

  it("answers as ever while nobody takes traces, says so once, and ends in time", async () => {
    await start();
    receiver.answer = (response) => response.writeHead(400).end();
    for (let i = 0; i < 3; i++) assert.equal((await pair.chat()).status, 200);
    await pair.router.app.close();
    const told = pair.router.logs.filter((line) => line.includes("traces are lost"));
    assert.equal(told.length, 1);
  });

  it("does not wait for a receiver that hangs", async function () {
    this.timeout(9000);
    await start();
    receiver.answer = () => undefined;
    assert.equal((await pair.chat()).status, 200);
    await pair.router.app.close();
  });

  it("passes the client's own trace on where there are no traces", async () => {
    await start({ OTEL_SDK_DISABLED: "true" });
    await (await pair.chat({}, clientsTrace("01"))).text();
    await (await pair.chat()).text();
    assert.deepEqual(
      pair.first.seen.map(({ headers }) => headers["traceparent"]),
      [`00-${TRACE}-${PARENT}-01`, undefined],
    );
    assert.deepEqual(receiver.spans, []);
  });

  it("ends at SIGTERM though the receiver hangs", async function () {
    this.timeout(20_000);
    await start();
    receiver.answer = () => undefined;
    const router = startRouter({
      ROUTER_UPSTREAM_URL: pair.first.url,
      ROUTER_PORT: "0",
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_TIMEOUT: "600000",
    });
    await readAll((await openStream(await listening(router))).response);
    router.child.kill("SIGTERM");
    assert.equal(await router.exit, 0);
  });

  it("sends what waits at SIGTERM, an open stream's span among it", async function () {
    this.timeout(20_000);
    await start();
    pair.first.answer = (response) => {
      beginStream(response);
      response.write(chunk("a"));
      router.child.kill("SIGTERM");
      setTimeout(() => response.end(DONE), 200);
    };
    const router = startRouter({
      ROUTER_UPSTREAM_URL: pair.first.url,
      ROUTER_PORT: "0",
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/other/path`,
      OTEL_SERVICE_NAME: "mine",
      OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test",
      OTEL_BSP_SCHEDULE_DELAY: "600000",
    });
    await readAll((await openStream(await listening(router))).response);
    assert.equal(await router.exit, 0);
    assert.equal(receiver.spans.length, 2);
    assert.deepEqual(receiver.paths, ["/other/path"]);
    assert.equal(receiver.resource["service.name"], "mine");
    assert.equal(receiver.resource["deployment.environment.name"], "test");
  });
});
