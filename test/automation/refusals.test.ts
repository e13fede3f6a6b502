import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Refusals } from "../../automation/refusals";

const hourMs = 60 * 60 * 1000;

describe("automation/refusals", () => {
  const folder = mkdtempSync(join(tmpdir(), "plinth-refusals-"));
  const path = join(folder, "refusals.json");
  after(() => rmSync(folder, { recursive: true }));

  it("remembers a refusal for a day", () => {
    const now = Date.parse("2026-05-05T12:00:00Z");
    const refusals = new Refusals(path);
    refusals.remember("thing", "no answer", now);
    assert.equal(new Refusals(path).recent("thing", now + 23 * hourMs)?.reason, "no answer");
    assert.equal(refusals.recent("thing", now + 25 * hourMs), undefined);
    assert.equal(refusals.recent("thing", now - hourMs), undefined, "a clock that went back does not count");
    assert.equal(refusals.recent("other", now), undefined);
  });

  it("forgets one when it is told to", () => {
    const refusals = new Refusals(path);
    refusals.remember("thing", "no answer");
    refusals.forget("thing");
    assert.equal(refusals.recent("thing"), undefined);
  });

  it("takes a broken file for an empty one", () => {
    writeFileSync(path, "{");
    assert.equal(new Refusals(path).recent("thing"), undefined);
  });
});
