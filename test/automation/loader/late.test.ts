import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { repository } from "../../helpers/stack";

const late = join(repository, "automation/loader/late.cjs");
const forFunctions = ["@npmcli/arborist", "normalize-package-data", "typescript"];
const names = [...forFunctions, "@logdna/tail-file", "execa", "js-yaml"];

/** What a script prints that runs with the SDK as `pulumi`, and `loaded()` for the packages that it has loaded. */
function printed(script: string, isLate = true): unknown {
  const text = [
    isLate ? `require(${JSON.stringify(late)}).loadLate();` : "",
    'const pulumi = require("@pulumi/pulumi");',
    `const loaded = () => ${JSON.stringify(names)}.filter((name) =>`,
    "  Object.keys(require.cache).some((file) => file.includes(`/node_modules/${name}/`)));",
    `(async () => { ${script} })();`,
  ].join("\n");
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", text], { cwd: repository, encoding: "utf8" });
  assert.notEqual(stdout, "", stderr);
  return JSON.parse(stdout) as unknown;
}

describe("automation/loader/late", function () {
  this.timeout(60_000);

  it("leaves what few programs use until there is a use of it", () => {
    const script = "console.log(JSON.stringify(loaded()))";
    assert.deepEqual(printed(script, false), names, "the SDK itself loads these at its start");
    assert.deepEqual(printed(script), []);
  });

  it("gives the SDK all of them when it is asked for them", () => {
    const script = [
      "const n = 3; const text = await pulumi.runtime.serializeFunction((a) => a + n);",
      "const paths = await pulumi.runtime.computeCodePaths();",
      "console.log(JSON.stringify([text.text, [...paths.keys()].sort().slice(0, 20), paths.size, loaded().slice(0, 3)]));",
    ].join("\n");
    const answer = printed(script);
    assert.deepEqual(answer, printed(script, false));
    const [text, , size] = answer as [string, unknown, number];
    assert.match(text, /a \+ n/);
    assert.ok(size > 20);
  });

  it("gives the SDK what it starts the Pulumi CLI with", () => {
    const script = [
      "const get = () => pulumi.automation.PulumiCommand.get({ root: '/none', skipVersionCheck: true });",
      "const error = await get().then(() => 'found', (reason) => reason.message);",
      "console.log(JSON.stringify([error, loaded().includes('execa')]));",
    ].join("\n");
    assert.deepEqual(printed(script), printed(script, false));
  });

  it("leaves the packages as they are for everyone else", () => {
    const script = "console.log(JSON.stringify([require('typescript').__esModule === true, loaded()]))";
    assert.deepEqual(printed(script), [false, ["typescript"]]);
  });

  it("fails at once for one that is not installed", () => {
    const script = [
      "const Module = require('node:module'); const resolve = Module._resolveFilename;",
      "Module._resolveFilename = (name, ...rest) => {",
      "  if (name === 'typescript') throw Object.assign(new Error('none'), { code: 'MODULE_NOT_FOUND' });",
      "  return resolve.call(Module, name, ...rest);",
      "};",
      "delete require.cache[require.resolve('@pulumi/pulumi/typescript-shim')];",
      "const { version } = require('@pulumi/pulumi/typescript-shim');",
      "console.log(JSON.stringify(version.split('.')[0]));",
    ].join("\n");
    assert.equal(printed(script), "3", "the SDK takes the compiler that it brings");
  });
});
