import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Calls } from "../../../automation/plan/child/calls";
import { readRecordedCalls } from "../../../automation/plan/recorded-calls";

describe("automation/plan/recorded-calls", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "plinth-calls-"))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (text: string): void => writeFileSync(join(folder, "plinth.calls.json"), text);
  const refused = (text: string, words: RegExp): void => {
    write(text);
    assert.throws(
      () => readRecordedCalls(folder),
      (error: Error & { code?: string; format?: () => string }) =>
        error.code === "calls-invalid" && words.test(error.format?.() ?? ""),
    );
  };

  it("may be missing, unless it is named", () => {
    assert.deepEqual(readRecordedCalls(folder), []);
    assert.throws(
      () => readRecordedCalls(folder, join(folder, "mine.json")),
      /There is no file .*mine\.json/,
    );
  });

  it("is read from the program's folder, or from where it is named", () => {
    const calls = [{ token: "a:b:c", result: { id: "1" } }];
    write(JSON.stringify({ calls }));
    assert.deepEqual(readRecordedCalls(folder), calls);
    assert.deepEqual(readRecordedCalls("/nowhere", join(folder, "plinth.calls.json")), calls);
  });

  it("is refused with every mistake", () => {
    refused("{", /plinth\.calls\.json is not JSON/);
    refused("[]", /file: /);
    refused(
      '{"calls": [{"token": "", "result": {}, "resutl": 1}]}',
      /calls\.0\.token: .*\n.*calls\.0: .*resutl/,
    );
  });

  it("answers for arguments that hold what is wanted", () => {
    const calls = new Calls([
      { token: "ami", args: { owners: ["self"], filter: { name: "a" } }, result: { id: "narrow" } },
      { token: "ami", result: { id: "any" } },
    ]);
    const result = (args: Record<string, unknown>): unknown => calls.recordedResult("ami", args)?.["id"];
    assert.equal(result({ owners: ["self"], filter: { name: "a", state: "up" }, recent: true }), "narrow");
    assert.equal(result({ owners: ["self", "other"], filter: { name: "a" } }), "any");
    assert.equal(result({ filter: { name: "a" } }), "any");
    assert.equal(calls.recordedResult("vpc", {}), undefined);
    assert.deepEqual([calls.knows("ami"), calls.knows("vpc")], [true, false]);
  });

  it("leaves outputs unknown, and does without a value nowhere else", () => {
    const calls = new Calls([]);
    const source = { file: "/program/index.ts", line: 3 };
    assert.equal(
      calls.during({ plain: false, source }, () => calls.answer("ami", {})),
      "unknown",
    );
    assert.deepEqual(
      calls.during({ plain: true, source }, () => calls.answer("ami", {})),
      { missing: source },
    );
    assert.deepEqual(calls.answer("ami", {}), { missing: undefined }, "where nobody says which form it is");
    assert.equal(calls.answer("kubernetes:yaml:decode", {}), "rendered");
  });
});
