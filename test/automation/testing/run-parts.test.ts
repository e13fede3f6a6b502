import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { passedOnce, skippedOnce, summaryLine } from "../../../automation/testing/outcome";
import { testParts } from "../../../automation/testing/parts";
import type { TestPart } from "../../../automation/testing/parts";
import { runParts, selectParts } from "../../../automation/testing/run-parts";
import {
  check,
  mocha,
  parseJunitReport,
  parseMochaReport,
  withExitCode,
} from "../../../automation/testing/tools";
import type { PartContext } from "../../../automation/testing/tools";
import { PlinthError } from "../../../model/errors";

describe("automation/testing", () => {
  const lines: string[] = [];
  const context: PartContext = {
    write: (line) => lines.push(line),
    signal: new AbortController().signal,
    engine: "compose",
  };
  const part = (name: string, run: TestPart["run"]): TestPart => ({ name, title: name, run });

  it("adds up what the parts come to; one that cannot start is a failure and keeps nothing else back", async () => {
    const result = await runParts(
      [
        part("good", () => Promise.resolve(passedOnce)),
        part("broken", () => Promise.reject(new Error("no such program"))),
        part("left-out", () => Promise.resolve(skippedOnce("tests", "there is no engine"))),
        part("last", () => Promise.resolve(passedOnce)),
      ],
      context,
    );
    assert.equal(summaryLine(result), "2 passed, 1 failed, 1 skipped");
    assert.deepEqual(result.skipped, [{ what: "tests", reason: "there is no engine" }]);
    assert.match(result.failures[0] ?? "", /broken: it could not start: Error: no such program/);
    assert.equal(result.parts.length, 4);
  });

  it("runs parts side by side as far as there is room, and writes what each says in one piece", async () => {
    const meeting = new EventEmitter();
    const begun = [once(meeting, "0"), once(meeting, "1")] as const;
    const talk =
      (own: 0 | 1): TestPart["run"] =>
      async ({ write }) => {
        meeting.emit(String(own));
        // Each ends only once the other has begun.
        await begun[own === 0 ? 1 : 0];
        write(`said by ${own}`);
        return passedOnce;
      };
    lines.length = 0;
    const result = await runParts([part("one", talk(0)), part("two", talk(1))], context, 2);
    assert.equal(summaryLine(result), "2 passed, 0 failed, 0 skipped");
    assert.deepEqual(
      lines.map((line) => line.replace(/ in [\d.]+ s$/, "")),
      [
        "\n== one: one",
        "said by 0",
        "== one: 1 passed, 0 failed, 0 skipped",
        "\n== two: two",
        "said by 1",
        "== two: 1 passed, 0 failed, 0 skipped",
      ],
    );
  });

  /** What begins and ends, in that order, where each part takes a few turns of the event loop. */
  async function orderOf(parts: readonly Omit<TestPart, "title" | "run">[]): Promise<string[]> {
    const events: string[] = [];
    const tests = parts.map((one) => ({
      ...one,
      ...part(one.name, async () => {
        events.push(`+${one.name}`);
        for (let turn = 0; turn < 3; turn++) await setImmediate();
        events.push(`-${one.name}`);
        return passedOnce;
      }),
    }));
    const result = await runParts(tests, context, 2);
    assert.deepEqual(
      result.parts.map(({ part: name }) => name),
      parts.map(({ name }) => name),
    );
    return events;
  }

  it("takes no more processors than there are, in order, but for a part that takes more alone", async () => {
    const parts = [
      { name: "a", processors: 1.5 },
      { name: "b" },
      { name: "c", processors: 0.5 },
      { name: "d", processors: 8 },
    ];
    assert.deepEqual(await orderOf(parts), ["+a", "-a", "+b", "+c", "-b", "-c", "+d", "-d"]);
  });

  it("begins a part after those that it says, where they run", async () => {
    const parts = [{ name: "a" }, { name: "b", after: ["a", "not-asked-for"] }, { name: "c" }];
    assert.deepEqual(await orderOf(parts), ["+a", "+c", "-a", "+b", "-c", "-b"]);
  });

  it("begins nothing more once it is interrupted, and ends with the reason", async () => {
    const stop = new AbortController();
    const begun: string[] = [];
    const parts = ["first", "second"].map((name) =>
      part(name, () => {
        begun.push(name);
        stop.abort(new Error("Ctrl-C"));
        return Promise.resolve(passedOnce);
      }),
    );
    await assert.rejects(runParts(parts, { ...context, signal: stop.signal }, 1), /Ctrl-C/);
    assert.deepEqual(begun, ["first"]);
  });

  it("has no part that waits for one after it, or for none that there is", () => {
    for (const [index, { name, after = [] }] of testParts.entries()) {
      const earlier = testParts.slice(0, index).map((other) => other.name);
      for (const other of after) assert.ok(earlier.includes(other), `${name} waits for ${other}`);
    }
  });

  it("selects parts by name, in their own order, and names what there is", () => {
    const names = (selected: readonly TestPart[]): string[] => selected.map(({ name }) => name);
    assert.deepEqual(names(selectParts(testParts, ["unit", "lint"])), ["lint", "unit"]);
    assert.deepEqual(selectParts(testParts, undefined), testParts);
    assert.throws(
      () => selectParts(testParts, ["lnit"]),
      (error) =>
        error instanceof PlinthError && error.code === "usage" && /Did you mean `lint`/.test(error.fix),
    );
  });

  it("reads the report of pytest", () => {
    const xml = `<?xml version="1.0"?><testsuites><testsuite name="pytest" errors="0" failures="1" skipped="1" tests="4" time="1">
      <testcase classname="a" name="test_one" time="0"/><testcase name="test_two"><failure message="x">y</failure></testcase>
      <testcase name="test_three"><skipped type="pytest.skip" message="no Vault here">z</skipped></testcase>
      <testcase name="test_four"/></testsuite></testsuites>`;
    assert.deepEqual(parseJunitReport(xml), {
      passed: 2,
      failed: 1,
      skipped: [{ what: "test_three", reason: "no Vault here" }],
      failures: ["test_two"],
    });
  });

  it("reads the report of mocha", () => {
    const report = { passed: 3, failures: ["a: b"], skipped: [] };
    assert.deepEqual(parseMochaReport(JSON.stringify(report)), { ...report, failed: 1 });
  });

  it("counts a tool that broke off as a failure, also where its report has none", () => {
    const finished = { exitCode: 7, stderr: "out of memory\n" };
    assert.match(withExitCode("unit", finished, undefined).failures[0] ?? "", /exit code 7\): out of memory/);
    assert.equal(withExitCode("unit", finished, passedOnce).failed, 1);
    assert.equal(withExitCode("unit", { exitCode: 0, stderr: "" }, passedOnce), passedOnce);
  });

  it("counts a check by its exit code", async () => {
    assert.equal((await check(context, "c", ["true"])).passed, 1);
    assert.match((await check(context, "c", ["false"])).failures[0] ?? "", /`false` exited with 1/);
    assert.equal((await check(context, "c", ["plinth-has-no-such-program"])).failed, 1);
  });

  it("collects passes, failures and reasons for skipping from a run of mocha", async function () {
    this.timeout(60_000);
    const settings = ["--no-config", "--require", "tsx/cjs", "--extension", "ts"];
    const outcome = await mocha(context, "fixture", [...settings, "test/fixtures/mocha/mixed.ts"]);
    assert.equal(summaryLine(outcome), "1 passed, 1 failed, 3 skipped");
    assert.match(outcome.failures[0] ?? "", /^mixed fails: as it should$/);
    assert.deepEqual(
      outcome.skipped.map(({ what, reason }) => `${what}: ${reason}`),
      [
        "mixed is skipped by itself: it needs a second moon",
        "mixed is pending: marked as skipped in its file",
        "mixed without its ground is not run: there is no ground",
      ],
    );
  });
});
