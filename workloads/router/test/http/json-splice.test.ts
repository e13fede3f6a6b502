import assert from "node:assert/strict";

import fc from "fast-check";

import { replaceFields } from "../../src/http/json-splice.ts";

function spliced(text: string, fields: Record<string, unknown>): string {
  return replaceFields(Buffer.from(text), fields).toString();
}

describe("http/json-splice", () => {
  it("changes the field and no other byte", () => {
    const text = '{ "seed": 12345678901234567890, "model" : "a" ,"messages":[{"model":"b"}] }';
    assert.equal(spliced(text, { model: "c" }), text.replace('"a"', '"c"'));
  });

  it("adds a field that is not there, and to an empty object too", () => {
    assert.equal(spliced('{"a":1}', { b: { c: true } }), '{"a":1,"b":{"c":true}}');
    assert.equal(spliced(" { } ", { b: 1, c: 2 }), ' { "b":1,"c":2} ');
  });

  it("changes a key that comes twice in both places, since readers differ in which they take", () => {
    assert.equal(spliced('{"model":"a","model":"b"}', { model: "c" }), '{"model":"c","model":"c"}');
  });

  it("knows a key that is written with escapes", () => {
    assert.equal(spliced('{"m\\u006fdel":"a"}', { model: "c" }), '{"m\\u006fdel":"c"}');
  });

  it("gives what an assignment would, for any object and any spacing", () => {
    const value = fc.dictionary(fc.string(), fc.jsonValue());
    const indent = fc.constantFrom(0, 1, 4, "\t");
    fc.assert(
      fc.property(value, fc.string(), fc.jsonValue(), indent, (object, key, replacement, spaces) => {
        const result = JSON.parse(
          spliced(JSON.stringify(object, null, spaces), { [key]: replacement }),
        ) as object;
        const expected = JSON.parse(
          JSON.stringify({
            ...object,
            ...JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(replacement)}}`),
          }),
        ) as object;
        assert.deepEqual(result, expected);
      }),
    );
  });
});
