import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { repository } from "../../helpers/stack";

interface ProjectFile {
  readonly runtime: { readonly options: { readonly nodeargs: string } };
}

/** What a script prints in a process that Pulumi's host of the language starts as Pulumi.yaml says. */
function printed(script: string, environment: Readonly<Record<string, string | undefined>> = {}): unknown {
  const { runtime } = parse(readFileSync(join(repository, "Pulumi.yaml"), "utf8")) as ProjectFile;
  const text = `(async () => console.log(JSON.stringify(await (async () => { ${script} })())))();`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [...runtime.options.nodeargs.split(" "), "-e", text],
    {
      ...{ cwd: repository, encoding: "utf8" },
      env: { ...process.env, NODE_COMPILE_CACHE: undefined, ...environment },
    },
  );
  assert.notEqual(stdout, "", stderr);
  return JSON.parse(stdout) as unknown;
}

describe("automation/loader/program", function () {
  this.timeout(60_000);

  it("reads the program's sources, and leaves the compiler of Pulumi's SDK unloaded", () => {
    const script = [
      'require("@pulumi/pulumi"); const program = require("./index.ts");',
      "const has = (part) => Object.keys(require.cache).some((file) => file.includes(part));",
      'return [typeof program, has("/components/platform.ts"), has("/node_modules/typescript/")];',
    ].join("\n");
    assert.deepEqual(printed(script), ["function", true, false]);
  });

  it("keeps what Node compiles, where the user has named no other folder", () => {
    const script = 'return require("node:module").getCompileCacheDir()';
    assert.ok(String(printed(script)).startsWith(join(repository, ".plinth/compiled/")));
    const other = join(repository, ".plinth/test/compiled-elsewhere");
    assert.ok(String(printed(script, { NODE_COMPILE_CACHE: other })).startsWith(other));
  });

  it("starts without a cache where there is to be none", () => {
    const script =
      "return [typeof require('./config.ts').readConfig, require('node:module').getCompileCacheDir() ?? null]";
    assert.deepEqual(printed(script, { NODE_DISABLE_COMPILE_CACHE: "1" }), ["function", null]);
  });
});
