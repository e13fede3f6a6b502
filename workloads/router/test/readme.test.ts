import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";

import { environmentSchema } from "../src/config.ts";
import { modelEntry, routingStrategies } from "../src/registry/schema.ts";
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
    const documented = rows(/^[a-z]+(_[a-z]+)+$/).filter(([, status = ""]) => /^\d{3}$/.test(status));
    const known = Object.entries(errorCatalogue).map(([code, { status, when }]) => [
      code,
      String(status),
      when,
    ]);
    assert.deepEqual(documented, known);
  });

  it("lists every key of a model of the registry", () => {
    const documented = rows(/^[a-z]+(_[a-z]+)*$/).map(([name]) => name);
    assert.deepEqual(
      Object.keys(modelEntry.shape).filter((key) => !documented.includes(key)),
      [],
    );
  });

  it("lists the strategies", () => {
    const documented = rows(/^[a-z]+(-[a-z]+)*$/).map(([name]) => name);
    assert.deepEqual(
      routingStrategies.filter((name) => !documented.includes(name)),
      [],
    );
  });

  it("lists the variables of the environment, with their defaults", () => {
    const defaults = environmentSchema.parse({});
    const documented = Object.fromEntries(
      rows(/^[A-Z]+(_[A-Z]+)+$/).map(([name = "", value = ""]) => [name, value]),
    );
    const known = Object.keys(environmentSchema.shape).map((name) => {
      const value = defaults[name as keyof typeof defaults];
      return [name, value === undefined ? "none" : String(value)];
    });
    assert.deepEqual(documented, Object.fromEntries(known));
  });

  it("names a test for each fault, and no test that is not there", () => {
    const shown = rows(/./).map((cells) => cells.at(-1) ?? "");
    const tests = shown.filter((name) => name.endsWith(".test.ts"));
    assert.ok(tests.length > 0);
    assert.deepEqual(
      tests.filter((name) => !existsSync(new URL(name, import.meta.url))),
      [],
    );
  });
});
