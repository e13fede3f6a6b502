import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { environmentSchema } from "../src/config.ts";
import { errorCatalogue } from "../src/errors.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

/** The cells of all table rows whose first cell matches. */
function rows(first: RegExp): string[][] {
  const lines = readme.split("\n").filter((line) => line.startsWith("|"));
  const cells = lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim().replace(/^`(.*)`$/, "$1")),
  );
  return cells.filter(([name = ""]) => first.test(name));
}

describe("README", () => {
  it("lists the errors of the catalogue, with their statuses and occasions", () => {
    const documented = rows(/^[a-z]+(_[a-z]+)+$/);
    const known = Object.entries(errorCatalogue).map(([code, { status, when }]) => [
      code,
      String(status),
      when,
    ]);
    assert.deepEqual(documented, known);
  });

  it("lists the variables of the environment, with their defaults", () => {
    const defaults = environmentSchema.parse({ ROUTER_UPSTREAM_URL: "http://localhost/v1" });
    const documented = Object.fromEntries(rows(/^ROUTER_/).map(([name = "", value = ""]) => [name, value]));
    const known = Object.keys(environmentSchema.shape).map((name) => {
      const value = defaults[name as keyof typeof defaults];
      return [name, value === undefined ? "none" : value instanceof URL ? "required" : String(value)];
    });
    assert.deepEqual(documented, Object.fromEntries(known));
  });
});
