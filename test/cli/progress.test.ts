import assert from "node:assert/strict";
import type { ImageProgress } from "../../automation/images";
import type { ServicePhase, ServiceProgress } from "../../automation/local/containers";
import { wantsColours } from "../../cli/colours";
import { toPlinthError } from "../../cli/errors";
import { ProgressReporter } from "../../cli/progress";
import { formatTable } from "../../cli/table";
import { Terminal } from "../../cli/terminal";

/** A terminal that only remembers what was written. */
class Recorder extends Terminal {
  text = "";

  constructor(
    override readonly canRedraw: boolean,
    private readonly width = 80,
  ) {
    super();
  }

  override say(text: string): void {
    this.text += `${text}\n`;
  }

  override draw(text: string): void {
    this.text += text;
  }

  override get columns(): number {
    return this.width;
  }

  override get rows(): number {
    return 24;
  }
}

const service = (name: string, phase: ServicePhase): ServiceProgress => ({
  service: name,
  container: `p-${name}`,
  image: `${name}:1`,
  oneShot: false,
  phase,
});
const image = (phase: ImageProgress["phase"], lastLine: string): ImageProgress => ({
  image: "vault",
  reference: "plinth/vault:1",
  phase,
  seconds: 1,
  lastLine,
});
const clearLines = (count: number): string => `${String.fromCharCode(27)}[${count}A`;

describe("cli/progress", () => {
  it("prints a line for each change where it cannot draw", () => {
    const terminal = new Recorder(false);
    const reporter = new ProgressReporter(terminal, false);
    reporter.services([service("web", "absent")]);
    reporter.services([service("web", "starting")]);
    reporter.services([service("web", "starting")]);
    reporter.services([{ ...service("web", "failed"), exitCode: 3 }]);
    const lines = terminal.text.trimEnd().split("\n");
    assert.deepEqual(
      lines.map((line) => line.replace(/^ *\d+\.\d s {2}/, "")),
      ["web: starting", "web: failed (exit code 3)"],
    );
  });

  it("draws a table over and over where it can, and prints notes above it", () => {
    const terminal = new Recorder(true);
    const reporter = new ProgressReporter(terminal, false);
    reporter.services([service("web", "starting"), service("store", "absent")]);
    reporter.note("A note.");
    assert.ok(terminal.text.includes(clearLines(2)), "the table is removed");
    assert.match(terminal.text, /A note\.\n {2}web/, "and drawn again below");
    reporter.close();
    const before = terminal.text.length;
    reporter.note("After.");
    assert.equal(terminal.text.slice(before), "After.\n", "a closed table stays as it is");
  });

  it("cuts lines that would wrap, and a table that is higher than the screen", () => {
    const terminal = new Recorder(true, 20);
    const reporter = new ProgressReporter(terminal, false);
    const many = Array.from({ length: 40 }, (_, index) =>
      service(`a-service-with-a-long-name-${index}`, "absent"),
    );
    reporter.services(many);
    reporter.close();
    const lines = terminal.text.split(clearLines(22)).at(-1)?.trimEnd().split("\n") ?? [];
    assert.equal(lines.length, 22);
    assert.ok(lines.slice(1).every((line) => line.length < 20));
  });

  it("tells the phases of an image, not its thousand lines", () => {
    const terminal = new Recorder(false);
    const reporter = new ProgressReporter(terminal, false);
    for (let step = 1; step <= 100; step++) reporter.image(image("building", `step ${step}`));
    reporter.image(image("ready", "done"));
    assert.match(
      terminal.text,
      /^.* s {2}image vault: building \(step 1\)\n.* s {2}image vault: ready \(done\)\n$/,
    );
  });

  it("shows every line with --verbose", () => {
    const terminal = new Recorder(true);
    const reporter = new ProgressReporter(terminal, true);
    reporter.detail("Creating p-web");
    reporter.image(image("building", "step 1"));
    assert.match(terminal.text, /Creating p-web\n {2}vault: step 1\n/);
    const quiet = new Recorder(true);
    new ProgressReporter(quiet, false).detail("Creating p-web");
    assert.equal(quiet.text, "");
  });
});

describe("cli/table", () => {
  it("aligns columns by what is seen, and ends lines without blanks", () => {
    const red = `${String.fromCharCode(27)}[31mlong cell${String.fromCharCode(27)}[39m`;
    assert.equal(formatTable([["a", red, "x"], ["bb", "c", ""], ["d"]]), `a   ${red}  x\nbb  c\nd`);
    assert.equal(formatTable([]), "");
  });
});

describe("cli/colours", () => {
  it("needs a terminal that knows colours, and no NO_COLOR", () => {
    const wants = (isTerminal: boolean, environment: Record<string, string>): boolean =>
      wantsColours({ isTerminal, environment });
    assert.equal(wants(true, { TERM: "xterm" }), true);
    assert.equal(wants(false, { TERM: "xterm" }), false);
    assert.equal(wants(true, { TERM: "dumb" }), false);
    assert.equal(wants(true, { NO_COLOR: "1" }), false);
    assert.equal(wants(true, { NO_COLOR: "" }), true, "an empty NO_COLOR does not count");
  });
});

describe("cli/errors", () => {
  it("knows a full disk, and takes the unknown for a fault of ours", () => {
    assert.equal(toPlinthError(Object.assign(new Error("x"), { code: "ENOSPC" })).code, "disk-full");
    const error = toPlinthError("odd");
    assert.equal(error.code, "internal");
    assert.match(error.message, /odd/);
    assert.match(error.fix, /--verbose/);
  });
});
