import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { errorCatalogue, exitCodes, isPlinthError, PlinthError } from "../../model/errors";

const root = join(__dirname, "../..");

/** The sources that run for a user, without the catalogue itself. */
function shippedSources(): string {
  const inFolders = ["model", "components", "automation", "cli"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((path) => join(folder, path)),
  );
  return ["index.ts", "config.ts", ...inFolders]
    .filter((path) => path.endsWith(".ts") && path !== join("model", "errors.ts"))
    .map((path) => readFileSync(join(root, path), "utf8"))
    .join("\n");
}

describe("model/errors", () => {
  it("has no code that is raised nowhere", () => {
    const sources = shippedSources();
    const unused = Object.keys(errorCatalogue).filter((code) => !sources.includes(`"${code}"`));
    assert.deepEqual(unused, []);
  });

  it("gives each code a sentence, a fix and a known exit code", () => {
    for (const [code, { title, fix, exitCode }] of Object.entries(errorCatalogue)) {
      assert.match(code, /^[a-z]+(-[a-z]+)*$/);
      assert.match(title, /^[A-Z].*\.$/, code);
      assert.match(fix, /^[A-Z].*[.`]$/, code);
      assert.ok(Object.values(exitCodes).includes(exitCode) && Number(exitCode) !== exitCodes.ok, code);
    }
  });

  it("takes exit code and fix from the catalogue where no other fix is given", () => {
    const error = new PlinthError("port-taken", "Port 8080 is taken.");
    assert.equal(error.exitCode, 3);
    assert.equal(error.fix, errorCatalogue["port-taken"].fix);
    assert.equal(new PlinthError("port-taken", "x", { fix: "Stop it." }).fix, "Stop it.");
  });

  it("shows message, details and fix, and the same as data", () => {
    const error = new PlinthError("usage", "Wrong.", { details: ["one\n  two"], fix: "Right it." });
    assert.equal(error.format(), "Wrong. [usage]\n  one\n    two\nFix: Right it.");
    assert.deepEqual(JSON.parse(JSON.stringify(error)), {
      code: "usage",
      message: "Wrong.",
      details: ["one\n  two"],
      fix: "Right it.",
      exitCode: 2,
    });
  });

  it("keeps the error underneath", () => {
    const cause = new Error("underneath");
    assert.equal(new PlinthError("internal", "x", { cause }).cause, cause);
    assert.equal("cause" in new PlinthError("internal", "x"), false);
  });

  it("knows its own errors from others", () => {
    assert.equal(isPlinthError(new PlinthError("internal", "x")), true);
    assert.equal(isPlinthError(new Error("x")), false);
    assert.equal(isPlinthError({ name: "PlinthError", code: "internal" }), false);
    assert.equal(isPlinthError(undefined), false);
  });
});
