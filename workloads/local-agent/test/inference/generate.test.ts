import assert from "node:assert/strict";

import { loadConfig } from "../../src/config.ts";
import { loadEngine } from "../../src/inference/engine.ts";
import type { Engine } from "../../src/inference/engine.ts";
import { generate } from "../../src/inference/generate.ts";
import type { Ending } from "../../src/inference/generate.ts";
import { ModelFolder } from "../helpers/tiny-model.ts";

const STAYS = new AbortController().signal;

describe("inference/generate", () => {
  const models = new ModelFolder();
  let engine: Engine;
  before(async () => {
    const config = loadConfig({ LOCAL_AGENT_MODEL_PATH: models.write("letters"), LOCAL_AGENT_THREADS: "1" });
    engine = await loadEngine(config, () => undefined, STAYS);
  });
  after(async () => {
    await engine.dispose();
    models.remove();
  });

  const sequence = (): Engine["sequences"][number] => {
    const [only, ...others] = engine.sequences;
    assert.ok(only !== undefined && others.length === 0);
    return only;
  };
  const answer = async (prompt: string, signal = STAYS): Promise<Ending & { read: number; text: string }> => {
    const pieces: string[] = [];
    const before = sequence().tokenMeter.getState();
    const ending = await generate(sequence(), {
      tokens: engine.tokensOf(prompt),
      maxTokens: 4,
      temperature: 0,
      signal,
      onPiece: (text) => pieces.push(text),
    });
    const { usedInputTokens } = sequence().tokenMeter.diff(before);
    return { ...ending, read: usedInputTokens, text: pieces.join("") };
  };

  it("reads of a prompt only what it did not read for the last one", async () => {
    const first = await answer("x".repeat(1000));
    const longer = await answer(`${"x".repeat(1000)}yz`);
    assert.ok(first.read >= 1000, `${first.read} tokens`);
    assert.ok(longer.read <= 10, `${longer.read} tokens`);
    await sequence().clearHistory();
    assert.equal((await answer(`${"x".repeat(1000)}yz`)).text, longer.text);
  });

  it("answers the shortest prompt after any other", async () => {
    await answer("a long one");
    const { text, finish, completionTokens } = await answer("");
    assert.deepEqual([text.length, finish, completionTokens], [4, "length", 4]);
  });

  it("ends with the signal's reason, and answers others after that", async () => {
    await assert.rejects(answer("hello", AbortSignal.abort(new Error("left"))), /left/);
    assert.equal((await answer("hello")).completionTokens, 4);
  });
});
