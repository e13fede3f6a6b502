import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installPackages } from "../../../automation/testing/packages";
import type { PartContext } from "../../../automation/testing/tools";

/** Packages in folders beside, which need no registry. */
const beside = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, `file:${name}`] as const));

describe("automation/testing/packages", function () {
  this.timeout(120_000);
  let folder: string;
  let lines: string[];
  let context: PartContext;

  const write = (file: string, json: object): void => writeFileSync(join(folder, file), JSON.stringify(json));
  const ask = (...names: readonly string[]): void =>
    write("package.json", { name: "sample", version: "1.0.0", dependencies: beside(names) });
  const lock = (...names: readonly string[]): void => {
    const root = { name: "sample", version: "1.0.0" };
    const packages: Record<string, object> = { "": { ...root, dependencies: beside(names) } };
    for (const name of names) {
      packages[name] = { version: "1.0.0" };
      packages[`node_modules/${name}`] = { resolved: name, link: true };
    }
    write("package-lock.json", { ...root, lockfileVersion: 3, requires: true, packages });
  };
  const installed = (): number => lines.filter((line) => line.startsWith("Installing ")).length;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "plinth-packages-"));
    lines = [];
    context = {
      write: (line) => lines.push(line),
      signal: new AbortController().signal,
      engine: "compose",
    };
    for (const name of ["one", "two"]) {
      mkdirSync(join(folder, name));
      write(join(name, "package.json"), { name, version: "1.0.0" });
    }
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("installs once where two ask at the same time, and again when the lock is another", async () => {
    ask("one");
    lock("one");
    const both = await Promise.all([installPackages(context, folder), installPackages(context, folder)]);
    assert.deepEqual(both, [{ installed: true }, { installed: true }]);
    assert.ok(existsSync(join(folder, "node_modules", "one")));
    assert.equal(installed(), 1);
    ask("one", "two");
    lock("one", "two");
    assert.deepEqual(await installPackages(context, folder), { installed: true });
    assert.ok(existsSync(join(folder, "node_modules", "two")));
    assert.equal(installed(), 2);
  });

  it("calls a lock that does not fit our mistake", async () => {
    ask("one", "two");
    lock("one");
    const result = await installPackages(context, folder);
    assert.ok("problem" in result && result.ours);
    assert.match(result.problem, /^`npm ci` failed \(EUSAGE\): /);
  });

  it("says why packages cannot be had, which is nobody's mistake here", async () => {
    writeFileSync(join(folder, ".npmrc"), "registry=http://127.0.0.1:9/\nfetch-retry-mintimeout=1\n");
    const root = { name: "sample", version: "1.0.0" };
    const dependencies = { "plinth-no-such-package": "1.0.0" };
    write("package.json", { ...root, dependencies });
    const packages = {
      "": { ...root, dependencies },
      "node_modules/plinth-no-such-package": { version: "1.0.0" },
    };
    write("package-lock.json", { ...root, lockfileVersion: 3, requires: true, packages });
    const result = await installPackages(context, folder);
    assert.ok("problem" in result && !result.ours);
    assert.match(result.problem, /^`npm ci` failed \(ECONNREFUSED\): .*127\.0\.0\.1:9/);
    assert.ok(!existsSync(join(folder, "node_modules", ".plinth-lock")));
  });
});
