import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { parse, stringify } from "yaml";
import type { CommandContext } from "../../../cli/command";
import { registerRender } from "../../../cli/commands/render";
import { usageError } from "../../../cli/program";
import { isPlinthError } from "../../../model/errors";

/** One mistake: what is given, and all that is answered. */
interface Fixture {
  readonly args: readonly string[];
  /** Content of the file of values; a text is written as it is. */
  readonly values?: unknown;
  readonly error: string;
}

const folder = join(__dirname, "../../fixtures/render/invalid");

async function answerTo(args: readonly string[]): Promise<string> {
  const program = new Command("plinth").exitOverride().configureOutput({ writeErr: () => undefined });
  program.showSuggestionAfterError(false);
  registerRender(program, async (_options, work) => {
    await work({ signal: new AbortController().signal } as CommandContext);
  });
  try {
    await program.parseAsync(["render", ...args], { from: "user" });
  } catch (error) {
    const shown = error instanceof CommanderError ? usageError(error, program, ["render", ...args]) : error;
    if (isPlinthError(shown)) return shown.format();
    throw error;
  }
  return "nothing was refused";
}

describe("fixtures/render/invalid", () => {
  const names = readdirSync(folder).sort();
  let work = "";
  before(() => (work = mkdtempSync(join(tmpdir(), "plinth-invalid-"))));
  after(() => rmSync(work, { recursive: true, force: true }));

  it("has a hundred mistakes", () => assert.ok(names.length >= 100, `${names.length}`));

  for (const name of names)
    it(name.replace(/\.yaml$/, ""), async () => {
      const { args, values, error } = parse(readFileSync(join(folder, name), "utf8")) as Fixture;
      const file = join(work, "values.yaml");
      if (values !== undefined) writeFileSync(file, typeof values === "string" ? values : stringify(values));
      const given = values === undefined ? args : [...args, "--values", file];
      const answer = await answerTo(["--out", join(work, "out"), ...given]);
      const shown = answer.replaceAll(file, "values.yaml").trimEnd();
      assert.equal(shown, error.trimEnd());
      assert.notEqual(shown, "nothing was refused");
      assert.deepEqual(
        readdirSync(work).filter((one) => one === "out"),
        [],
      );
    });
});
