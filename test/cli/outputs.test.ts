import assert from "node:assert/strict";
import { Command } from "commander";
import { outputOptions, outputsOf } from "../../cli/outputs";
import type { OutputOptions, Outputs } from "../../cli/outputs";

function outputs(...args: string[]): Outputs {
  const command = new Command("preview").exitOverride().configureOutput({ writeErr: () => undefined });
  for (const option of outputOptions) command.addOption(option);
  command.option("--json");
  command.parse(args, { from: "user" });
  return outputsOf(command.opts<OutputOptions>());
}

describe("cli/outputs", () => {
  const cases: readonly (readonly [string[], Outputs])[] = [
    [[], { shown: "table", files: [] }],
    [["--json"], { shown: "json", files: [] }],
    [["--format", "sarif"], { shown: "sarif", files: [] }],
    [["--format", "json", "--json"], { shown: "json", files: [] }],
    [["--out", "a"], { shown: "table", files: [{ format: "table", path: "a" }] }],
    [["--json", "--out", "a"], { shown: "json", files: [{ format: "json", path: "a" }] }],
    [["--format", "sarif", "--out", "a"], { shown: "table", files: [{ format: "sarif", path: "a" }] }],
    [
      ["--format", "sarif", "--out", "a", "--format", "markdown", "--out", "b"],
      {
        shown: "table",
        files: [
          { format: "sarif", path: "a" },
          { format: "markdown", path: "b" },
        ],
      },
    ],
    [
      ["--format", "sarif", "--out", "a", "--format", "markdown"],
      { shown: "markdown", files: [{ format: "sarif", path: "a" }] },
    ],
  ];
  for (const [args, expected] of cases)
    it(`understands: ${args.join(" ") || "nothing"}`, () => assert.deepEqual(outputs(...args), expected));

  const mistakes: readonly (readonly [string[], RegExp])[] = [
    [["--format", "xml"], /Allowed choices are table, json, sarif, junit, markdown, tree/],
    [["--format", "sarif", "--json"], /--json asks for JSON and --format for sarif/],
    [["--out", "a", "--out", "b"], /--out is given 2 times and --format 0 times/],
    [["--format", "sarif", "--format", "junit"], /--out is given 0 times and --format 2 times/],
  ];
  for (const [args, message] of mistakes)
    it(`explains: ${args.join(" ")}`, () => assert.throws(() => outputs(...args), { message }));
});
