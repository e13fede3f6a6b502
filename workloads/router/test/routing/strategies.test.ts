import assert from "node:assert/strict";

import { inOrder } from "../../src/routing/strategies.ts";
import type { RoutingStrategy } from "../../src/registry/schema.ts";
import type { Target } from "../../src/routing/target.ts";
import { FACTS, targetsOf } from "../helpers/registry.ts";

function targets(strategy: RoutingStrategy, ...entries: object[]): readonly Target[] {
  return targetsOf(strategy, ...entries).models[0]?.targets ?? [];
}

function names(ordered: readonly Target[]): string[] {
  return ordered.map(({ entry }) => entry.backend);
}

describe("routing/strategies", () => {
  it("asks what is one's own before a provider", () => {
    const all = targets("local-first", { backend: "openai" }, { backend: "a" });
    assert.deepEqual(names(inOrder(all, "local-first", FACTS)), ["a", "openai"]);
  });

  it("puts priority before every strategy", () => {
    const all = targets("local-first", { backend: "a", priority: 1 }, { backend: "openai" });
    assert.deepEqual(names(inOrder(all, "local-first", FACTS)), ["openai", "a"]);
  });

  it("asks the one with the fewest requests under way, for its weight", () => {
    const all = targets("least-in-flight", { backend: "a" }, { backend: "b" }, { backend: "c", weight: 4 });
    const [a, b, c] = all as [Target, Target, Target];
    [a.inFlight, b.inFlight, c.inFlight] = [2, 1, 4];
    assert.deepEqual(names(inOrder(all, "least-in-flight", FACTS)), ["c", "b", "a"]);
  });

  it("asks the fastest, but first those that were never measured", () => {
    const all = targets("latency", { backend: "a" }, { backend: "b" }, { backend: "c" });
    all[0]?.noteLatency(50);
    all[1]?.noteLatency(20);
    assert.deepEqual(names(inOrder(all, "latency", FACTS)), ["c", "b", "a"]);
  });

  it("asks the cheapest for this request, and those without a price last", () => {
    const all = targets(
      "cost",
      { backend: "a" },
      { backend: "b", price: { input: 1, output: 100 } },
      { backend: "c", price: { input: 10, output: 1 } },
    );
    const long = { ...FACTS, promptTokens: 100_000, answerTokens: 10 };
    const short = { ...FACTS, promptTokens: 10, answerTokens: 1000 };
    assert.deepEqual(names(inOrder(all, "cost", long)), ["b", "c", "a"]);
    assert.deepEqual(names(inOrder(all, "cost", short)), ["c", "b", "a"]);
  });

  it("divides requests by weight", () => {
    const all = targets("weighted", { backend: "a", weight: 3 }, { backend: "b", weight: 1 });
    let first = 0;
    const rounds = 4000;
    for (let i = 0; i < rounds; i++) if (inOrder(all, "weighted", FACTS)[0] === all[0]) first += 1;
    // Seven standard deviations around three quarters: 7 × √(0.75 × 0.25 / 4000) ≈ 0.048.
    assert.ok(Math.abs(first / rounds - 0.75) < 0.048, `${first} of ${rounds}`);
  });

  it("keeps a target of weight 0 as a last resort, whatever its priority", () => {
    const all = targets("weighted", { backend: "a", weight: 0 }, { backend: "b", priority: 5 });
    assert.deepEqual(names(inOrder(all, "weighted", FACTS)), ["b", "a"]);
  });

  for (const [what, factsFor] of [
    ["conversation", (key: string) => ({ ...FACTS, prefix: () => key })],
    ["session", (key: string) => ({ ...FACTS, session: key })],
  ] as const) {
    it(`sends one ${what} to one target, and moves only its own when a target goes`, () => {
      const all = targets("prefix-affinity", { backend: "a" }, { backend: "b" }, { backend: "c" });
      const used = new Set<string>();
      for (let i = 0; i < 200; i++) {
        const facts = factsFor(`key ${i}`);
        const [first, second] = inOrder(all, "prefix-affinity", facts) as [Target, Target];
        used.add(first.id);
        assert.equal(inOrder(all, "prefix-affinity", facts)[0], first);
        const others = all.filter((target) => target !== second);
        assert.equal(inOrder(others, "prefix-affinity", facts)[0], first);
        assert.equal(
          inOrder(
            all.filter((target) => target !== first),
            "prefix-affinity",
            facts,
          )[0],
          second,
        );
      }
      assert.equal(used.size, 3);
    });
  }
});
