import assert from "node:assert/strict";

import { RouterError } from "../../src/errors.ts";
import { matchStar } from "../../src/registry/registry.ts";
import { registryOf } from "../helpers/registry.ts";

const ONE = { targets: [{ backend: "a", model: "m" }] };

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing was refused";
}

describe("registry/registry", () => {
  it("finds a model by its name, then by the longest pattern", () => {
    const registry = registryOf({ "*": ONE, "org/*": ONE, "org/large": ONE });
    const found = ["org/large", "org/small", "tiny"].map((name) => registry.resolve(name));
    assert.deepEqual(
      found.map(({ model, star }) => [model.name, star]),
      [
        ["org/large", ""],
        ["org/*", "small"],
        ["*", "tiny"],
      ],
    );
  });

  it("says which names are near", () => {
    const registry = registryOf({ "llama-3-8b": ONE, "llama-3-70b": ONE, mistral: ONE });
    const error = assert.throws(() => registry.resolve("lama-3-8b"), RouterError);
    assert.equal(error, undefined);
    assert.match(
      refusal(() => registry.resolve("lama-3-8b")),
      /no model 'lama-3-8b'; near it are llama-3-8b, llama-3-70b\./,
    );
    assert.match(
      refusal(() => registry.resolve("quite-different-name")),
      /there is llama-3-8b, llama-3-70b, mistral\./,
    );
  });

  it("refuses a backend that is not there, and a fallback that is not", () => {
    const elsewhere = { targets: [{ backend: "elsewhere", model: "m" }] };
    assert.match(
      refusal(() => registryOf({ m: elsewhere })),
      /models.m names the backend elsewhere; there is a, b, c, openai/,
    );
    assert.match(
      refusal(() => registryOf({ m: { ...ONE, fallbacks: ["n"] } })),
      /models.m falls back to n, which is no model/,
    );
  });

  it("keeps what was seen of targets that stay the same", () => {
    const before = registryOf({ m: ONE });
    const target = before.named("m")?.targets[0];
    assert.equal(registryOf({ m: ONE }, before).named("m")?.targets[0], target);
    const changed = { targets: [{ backend: "a", model: "m", weight: 2 }] };
    assert.notEqual(registryOf({ m: changed }, before).named("m")?.targets[0], target);
  });

  it("matches one star, anywhere", () => {
    assert.equal(matchStar("a*z", "abcz"), "bc");
    assert.equal(matchStar("a*z", "az"), undefined);
    assert.equal(matchStar("exact", "exact"), "");
    assert.equal(matchStar("exact", "other"), undefined);
  });
});
