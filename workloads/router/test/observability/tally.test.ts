import assert from "node:assert/strict";

import { Registry } from "prom-client";

import { Tally } from "../../src/observability/tally.ts";

describe("observability/tally", () => {
  const newTally = (): { tally: Tally; lines: () => Promise<string[]> } => {
    const registry = new Registry();
    const labelNames = ["model", "kind"];
    const tally = new Tally({ name: "tokens_total", help: "Tokens.", labelNames, registers: [registry] });
    const lines = async (): Promise<string[]> =>
      (await registry.metrics()).split("\n").filter((line) => line.startsWith("tokens_total"));
    return { tally, lines };
  };

  it("is read as Prometheus' counter of the same name, a series for each combination of values", async () => {
    const { tally, lines } = newTally();
    tally.add(3, "a", "prompt");
    tally.add(4, "a", "answer");
    tally.add(0.5, "b", "prompt");
    tally.add(2, "a", "prompt");
    assert.deepEqual(await lines(), [
      'tokens_total{model="a",kind="prompt"} 5',
      'tokens_total{model="a",kind="answer"} 4',
      'tokens_total{model="b",kind="prompt"} 0.5',
    ]);
  });

  it("counts on after it was read, and nothing twice", async () => {
    const { tally, lines } = newTally();
    tally.add(1, "a", "prompt");
    await lines();
    assert.deepEqual(await lines(), ['tokens_total{model="a",kind="prompt"} 1']);
    tally.add(1, "a", "prompt");
    assert.deepEqual(await lines(), ['tokens_total{model="a",kind="prompt"} 2']);
  });

  it("has no series that nothing counted", async () => {
    assert.deepEqual(await newTally().lines(), []);
  });
});
