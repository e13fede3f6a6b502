import assert from "node:assert/strict";

import fc from "fast-check";

import type { Operation } from "../../src/backends/backend.ts";
import { cacheKey, isDeterministic } from "../../src/cache/cache-key.ts";
import type { Model, Registry } from "../../src/registry/registry.ts";
import type { ModelRequest } from "../../src/routing/request.ts";
import { FACTS, registryOf } from "../helpers/registry.ts";

type Json = Readonly<Record<string, unknown>>;

const MODELS = { m: { targets: [{ backend: "a", model: "m" }] } };
const BODY = { model: "m", messages: [{ role: "user", content: "hi" }], temperature: 0 };

const modelOf = (registry: Registry): Model => registry.resolve("m").model;
const MODEL = modelOf(registryOf(MODELS));

function requestOf(json: Json, others: Partial<ModelRequest> = {}): ModelRequest {
  return {
    operation: "chat",
    requestId: "r",
    headers: {},
    signal: new AbortController().signal,
    name: "m",
    body: Buffer.alloc(0),
    json,
    translated: false,
    stream: json["stream"] === true,
    choices: 1,
    facts: FACTS,
    patienceMs: undefined,
    ...others,
  };
}

const keyOf = (json: Json, others: Partial<ModelRequest> = {}, tenant: string | null = "t"): string =>
  cacheKey(tenant, MODEL, requestOf(json, others));

/** The same value with the keys of its objects the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([name, field]) => [name, reversed(field)]));
}

describe("cache/cache-key", () => {
  it("is a hash that holds nothing of the request", () => {
    assert.match(keyOf(BODY), /^plinth:router:answer:[0-9a-f]{64}$/);
  });

  it("is the same whatever the order of keys", () => {
    const names = fc.string().filter((name) => !["parameters", "schema", "__proto__"].includes(name));
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue({ maxDepth: 0 }),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(names, tie("tree"), { maxKeys: 3, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(tree, (extra) => {
        const json = { ...BODY, extra };
        assert.equal(keyOf(reversed(json) as Json), keyOf(json));
      }),
    );
  });

  it("keeps the order of a schema's properties, in which a model writes them", () => {
    const tool = (...names: string[]): Json => {
      const properties = Object.fromEntries(names.map((name) => [name, { type: "string" }]));
      const parameters = { type: "object", properties };
      return { ...BODY, tools: [{ type: "function", function: { name: "f", parameters } }] };
    };
    assert.notEqual(keyOf(tool("a", "b")), keyOf(tool("b", "a")));
  });

  it("is the same with defaults written out, and for another user", () => {
    const same = [
      { n: 1 },
      { seed: null },
      { logprobs: false },
      { user: "u" },
      { metadata: { trace: "1" } },
      { stream: false },
      { stream_options: { include_usage: true } },
      { store: false },
      { prompt_cache_key: "k" },
    ];
    for (const extra of same) assert.equal(keyOf({ ...BODY, ...extra }), keyOf(BODY), JSON.stringify(extra));
  });

  it("is another one for all that an answer may depend on", () => {
    const others = [
      { temperature: 0.5 },
      { seed: 1 },
      { n: 2 },
      { max_tokens: 5 },
      { logprobs: true },
      { stop: "." },
      { unknown_field: 1 },
      { messages: [{ role: "user", content: "hi " }] },
      { messages: [{ role: "system", content: "hi" }] },
      { stream: true },
      { stream: true, stream_options: { include_usage: true } },
    ];
    const keys = [BODY, ...others.map((extra) => ({ ...BODY, ...extra }))].map((json) => keyOf(json));
    assert.equal(new Set(keys).size, keys.length);
  });

  it("is never that of another tenant, operation, format, dialect, name or set of targets", () => {
    const elsewhere = modelOf(registryOf({ m: { targets: [{ backend: "b", model: "m" }] } }));
    const keys = [
      keyOf(BODY),
      keyOf(BODY, {}, "u"),
      keyOf(BODY, {}, null),
      keyOf(BODY, { operation: "completions" }),
      keyOf(BODY, { translated: true }),
      keyOf(BODY, { headers: { "openai-beta": "x" } }),
      keyOf({ ...BODY, model: "m2" }),
      cacheKey("t", elsewhere, requestOf(BODY)),
    ];
    assert.equal(new Set(keys).size, keys.length);
    assert.equal(keyOf(BODY, { headers: { "x-request-id": "1", accept: "a" } }), keyOf(BODY));
  });

  describe("isDeterministic", () => {
    const of = (json: Json, operation: Operation = "chat"): boolean => isDeterministic(operation, json);

    it("asks for no chance, or for a seed", () => {
      assert.ok(of({ temperature: 0 }) && of({ temperature: 0, n: 1 }) && of({ seed: 7 }));
      assert.ok(of({ seed: 7, n: 3, temperature: 1 }) && of({}, "embeddings"));
      for (const json of [{}, { temperature: 0.1 }, { temperature: 0, n: 2 }, { seed: null }])
        assert.ok(!of(json), JSON.stringify(json));
    });

    it("is no request that the provider answers by what is elsewhere, or is to store", () => {
      const tools = (...types: string[]): Json => ({
        temperature: 0,
        tools: types.map((type) => ({ type })),
      });
      assert.ok(of(tools("function", "custom")) && !of(tools("function", "web_search")));
      assert.ok(!of({ seed: 1, web_search_options: {} }) && !of({ seed: 1, store: true }));
    });
  });
});
