import assert from "node:assert/strict";
import type { RouterKey } from "../../../automation/router/api";
import { keyText, plain, stateOf } from "../../../cli/router/text";

const key: RouterKey = {
  ...{ id: "key_1", hint: "abcd", name: "ci", tenant: "team", models: null },
  ...{ requests_per_minute: null, tokens_per_minute: 5, budget: { dollars: 3, period: "total" } },
  ...{ created_at: "2026-01-01T00:00:00.000Z", expires_at: "2026-02-01T00:00:00.000Z", revoked_at: null },
};

describe("cli/router/text", () => {
  it("knows whether a key works by the time that it is", () => {
    const at = (text: string): Date => new Date(text);
    assert.equal(stateOf(key, at("2026-01-31T23:59:59.999Z")), "in force");
    assert.equal(stateOf(key, at("2026-02-01T00:00:00.000Z")), "expired");
    assert.equal(stateOf({ ...key, expires_at: null }, at("2126-01-01T00:00:00.000Z")), "in force");
    assert.equal(stateOf({ ...key, revoked_at: key.created_at }, at("2026-01-02T00:00:00.000Z")), "revoked");
  });

  it("says what a key may use", () => {
    assert.match(keyText(key), /^limits +5 tokens\/min, \$3 in total$/m);
    assert.match(keyText({ ...key, tokens_per_minute: null, budget: null }), /^limits +none$/m);
  });

  it("lets no name of others command the terminal", () => {
    assert.equal(plain("a\u001b[2Jb\u009bc\nd\u007f"), "a?[2Jb?c?d?");
    assert.ok(!keyText({ ...key, name: "\u001b[31mred" }).includes("\u001b"));
  });
});
