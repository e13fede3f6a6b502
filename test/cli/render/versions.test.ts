import { equal, ok } from "node:assert/strict";
import { versionsTable } from "../../../cli/render/versions";
import { infrastructures, isGoodSet } from "../../../model/fleet/compatibility";

describe("cli/render/versions", () => {
  const { rows, rules, text } = versionsTable();

  it("shows good sets only, with one default for each provider", () => {
    for (const { versions } of rows) ok(isGoodSet(versions));
    for (const provider of infrastructures)
      equal(rows.filter((row) => row.provider === provider && row.isDefault).length, 1);
  });

  it("shows a line for each set and each rule", () => {
    const lines = text.split("\n");
    for (const provider of infrastructures)
      equal(
        lines.filter((line) => line.startsWith(`${provider} `)).length,
        rows.filter((row) => row.provider === provider).length,
      );
    for (const { rule } of rules) ok(text.includes(`- ${rule}.`));
  });
});
