import assert from "node:assert/strict";
import { decideImages } from "../../../automation/images";
import type { DecisionFacts } from "../../../automation/images/decide";

const missing = ["docker.io/library/redis:1", "ghcr.io/mlflow/mlflow:1"];

function facts(changes: Partial<DecisionFacts>): DecisionFacts {
  const unasked = (): Promise<never> => Promise.reject(new Error("must not be asked"));
  return { missingOfficial: () => Promise.resolve(missing), builtHere: unasked, probe: unasked, ...changes };
}

describe("automation/images/decide", () => {
  it("does as it is told without asking anything", async () => {
    const none = facts({ missingOfficial: () => Promise.reject(new Error("must not be asked")) });
    assert.deepEqual(await decideImages("pull", none), { mode: "pull", reason: "as asked for" });
    assert.deepEqual(await decideImages("build", none), { mode: "build", reason: "as asked for" });
  });

  it("pulls where nothing is missing, without asking a registry", async () => {
    const decision = await decideImages("auto", facts({ missingOfficial: () => Promise.resolve([]) }));
    assert.deepEqual(decision, { mode: "pull", reason: "the official images are here" });
  });

  it("stays with what was built here, without asking a registry", async () => {
    const decision = await decideImages("auto", facts({ builtHere: () => Promise.resolve(true) }));
    assert.deepEqual(decision, { mode: "build", reason: "they were built here before" });
  });

  it("pulls where the registries answer for what is missing", async () => {
    let asked: readonly string[] = [];
    const decision = await decideImages(
      "auto",
      facts({
        builtHere: () => Promise.resolve(false),
        probe: (references) => {
          asked = references;
          return Promise.resolve(undefined);
        },
      }),
    );
    assert.equal(decision.mode, "pull");
    assert.deepEqual(asked, missing);
  });

  it("builds where they do not, and says why", async () => {
    const decision = await decideImages(
      "auto",
      facts({
        builtHere: () => Promise.resolve(false),
        probe: () => Promise.resolve("ghcr.io: no such host"),
      }),
    );
    assert.equal(decision.mode, "build");
    assert.match(decision.reason, /cannot be pulled \(ghcr\.io: no such host\)/);
  });
});
