import assert from "node:assert/strict";

import fc from "fast-check";

import { toRequestError } from "../../src/http/zod-validation.ts";
import { chatCompletionBody } from "../../src/schemas/chat-completions.ts";
import type { RouterError } from "../../src/errors.ts";
import { CHAT } from "../helpers/router.ts";

function judge(parameters: unknown): RouterError | undefined {
  const body = { ...CHAT, tools: [{ type: "function", function: { name: "f", parameters } }] };
  const { error } = chatCompletionBody.safeParse(body);
  return error === undefined ? undefined : toRequestError(error, body);
}

function nested(levels: number): object {
  let schema: object = { type: "string" };
  for (let level = 0; level < levels; level++) schema = { type: "array", items: schema };
  return { type: "object", properties: { a: schema } };
}

describe("schemas/json-schema", () => {
  const right: readonly [name: string, parameters: unknown][] = [
    ["none", undefined],
    ["null", null],
    ["an empty object", {}],
    ["an object's", { type: "object", properties: { a: { type: "integer", minimum: 0 } }, required: ["a"] }],
    ["several types", { properties: { a: { type: ["string", "null"], enum: ["x", null] } } }],
    [
      "definitions",
      { $defs: { a: true }, properties: { a: { $ref: "#/$defs/a" } }, additionalProperties: false },
    ],
    ["keywords that it does not know", { type: "object", "x-order": ["b"], example: { type: 5 } }],
    ["a property that is called type", { type: "object", properties: { type: { type: "string" } } }],
    ["a property that is called __proto__", JSON.parse('{"properties":{"__proto__":{"type":"null"}}}')],
  ];
  for (const [name, parameters] of right)
    it(`lets pass ${name}`, () => assert.equal(judge(parameters), undefined));

  const wrong: readonly [name: string, parameters: unknown, path: string, code: string, message: RegExp][] = [
    ["text", "object", "", "invalid_type", /is "object"; it must be a JSON schema of an object/],
    ["an array", [], "", "invalid_type", /is an empty array/],
    [
      "another type",
      { type: "string" },
      ".type",
      "invalid_value",
      /is "string"; it must be "object", or absent/,
    ],
    ["a type of the wrong type", { type: 1 }, ".type", "invalid_type", /is 1/],
    [
      "an unknown type",
      { properties: { a: { type: "text" } } },
      ".properties.a.type",
      "invalid_value",
      /one of array, boolean/,
    ],
    [
      "properties as an array",
      { properties: [] },
      ".properties",
      "invalid_type",
      /an object whose values are JSON schemas/,
    ],
    [
      "a property that is text",
      { properties: { a: "string" } },
      ".properties.a",
      "invalid_type",
      /a JSON schema: an object, true or false/,
    ],
    [
      "required as true",
      { properties: { a: { required: true } } },
      ".properties.a.required",
      "invalid_type",
      /an array of strings/,
    ],
    [
      "an empty anyOf",
      { properties: { a: { anyOf: [] } } },
      ".properties.a.anyOf",
      "invalid_value",
      /one JSON schema or more/,
    ],
    [
      "a wrong branch",
      { properties: { a: { oneOf: [true, 3] } } },
      ".properties.a.oneOf[1]",
      "invalid_type",
      /is 3/,
    ],
    [
      "a negative length",
      { properties: { a: { maxLength: -1 } } },
      ".properties.a.maxLength",
      "invalid_value",
      /integer of 0 or more/,
    ],
    ["a description that is none", { description: 4 }, ".description", "invalid_type", /a string/],
    [
      "a schema that is too deep",
      nested(200),
      `.properties.a${".items".repeat(99)}`,
      "invalid_value",
      /at most 100 levels/,
    ],
  ];
  for (const [name, parameters, path, code, message] of wrong) {
    it(`refuses ${name}, with its path`, () => {
      const error = judge(parameters);
      assert.ok(error);
      assert.equal(error.param, `tools[0].function.parameters${path}`);
      assert.deepEqual([error.status, error.code], [400, code]);
      assert.match(error.message, message);
    });
  }

  it("refuses a function without a name, and lets pass tools of other types", () => {
    const of = (tool: object): string | null | undefined => {
      const body = { ...CHAT, tools: [tool] };
      const { error } = chatCompletionBody.safeParse(body);
      return error === undefined ? undefined : toRequestError(error, body).param;
    };
    assert.equal(of({ type: "function" }), "tools[0].function");
    assert.equal(of({ type: "function", function: {} }), "tools[0].function.name");
    assert.equal(of({ type: "custom", custom: { name: "x" } }), undefined);
    assert.equal(of({}), "tools[0].type");
  });

  it("judges any JSON without a fault, however deep", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const error = judge(value);
        assert.ok(error === undefined || error.param?.startsWith("tools[0].function.parameters"));
      }),
    );
    assert.equal(judge(nested(50_000))?.code, "invalid_value");
  });
});
