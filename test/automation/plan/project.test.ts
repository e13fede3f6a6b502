import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readProject } from "../../../automation/plan/project";
import { parseStackName, readStackConfig } from "../../../automation/plan/stack-config";
import { secretText } from "../../../automation/plan/secret-text";

describe("automation/plan/project", () => {
  let folder: string;
  beforeEach(() => (folder = realpathSync(mkdtempSync(join(tmpdir(), "plinth-project-")))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const project = (text: string): ReturnType<typeof readProject> => {
    write("Pulumi.yaml", text);
    return readProject(folder);
  };
  const refused = (text: string, words: RegExp, code = "program-missing"): void => {
    assert.throws(() => project(text), { name: "PlinthError", code, message: words });
  };

  it("runs a file in its folder, and a folder in itself", () => {
    mkdirSync(join(folder, "src"));
    const start = "name: own\nruntime: nodejs\n";
    const plain = project(start);
    assert.deepEqual([plain.main, plain.mainIsNamed, plain.workingDirectory], [folder, false, folder]);
    const inside = project(`${start}main: src\n`);
    const src = join(folder, "src");
    assert.deepEqual([inside.main, inside.mainIsNamed, inside.workingDirectory], [src, false, src]);
    const file = project(`${start}main: src/index.ts\n`);
    assert.deepEqual(
      [file.main, file.mainIsNamed, file.workingDirectory],
      [join(src, "index.ts"), true, src],
    );
  });

  it("keeps Node's arguments, except those that load TypeScript", () => {
    const withArguments = (text: string): readonly string[] =>
      project(`name: own\nruntime:\n  name: nodejs\n  options:\n    nodeargs: "${text}"\n`).nodeArguments;
    assert.deepEqual(withArguments("--require tsx/cjs --max-old-space-size=512"), [
      "--max-old-space-size=512",
    ]);
    assert.deepEqual(withArguments("--import=tsx --no-warnings -r ts-node/register"), ["--no-warnings"]);
    assert.deepEqual(withArguments("--require ./tsx-like.cjs"), ["--require", "./tsx-like.cjs"]);
  });

  it("refuses what it cannot evaluate", () => {
    refused("runtime: nodejs\n", /Pulumi\.yaml has no name:/);
    refused("name: own\nruntime: python\n", /the runtime python; a plan evaluates programs of nodejs only/);
    refused("name: own\nruntime:\n  name: go\n", /the runtime go/);
    refused("name: own\n", /no runtime/);
    refused("name: own\nruntime: nodejs\nmain: ../other\n", /no path inside of the project/);
    refused("name: own\nruntime: nodejs\nmain: absent/index.ts\n", /absent\/index\.ts, which does not exist/);
    refused("name: [\n", /Pulumi\.yaml:\d+ is not YAML/, "config-invalid");
  });

  it("finds the stacks where the project says", () => {
    assert.equal(project("name: own\nruntime: nodejs\n").stackFolder, folder);
    assert.equal(
      project("name: own\nruntime: nodejs\nstackConfigDir: stacks\n").stackFolder,
      join(folder, "stacks"),
    );
  });

  describe("config", () => {
    const start = "name: own\nruntime: nodejs\n";

    it("is that of the stack over the project's, as text", () => {
      const own = project(
        `${start}config:\n  plain: 1\n  described:\n    type: integer\n    default: 2\n  aws:region:\n    value: eu-west-1\n` +
          "  empty:\n    type: string\n  hidden:\n    default: x\n    secret: true\n  described-as: text\n",
      );
      write(
        "Pulumi.dev.yaml",
        "config:\n  own:plain: true\n  own:config:old: 1.5\n  list: [1, two]\n  own:map:\n    a: {b: c}\n",
      );
      const { values, secretKeys } = readStackConfig(own, "dev", {
        "own:over": "given",
        "own:described": "9",
      });
      assert.deepEqual(values, {
        "own:plain": "true",
        "own:described": "9",
        "aws:region": "eu-west-1",
        "own:hidden": "x",
        "own:described-as": "text",
        "own:old": "1.5",
        "own:list": '[1,"two"]',
        "own:map": '{"a":{"b":"c"}}',
        "own:over": "given",
      });
      assert.deepEqual(secretKeys, ["own:hidden"]);
    });

    it("marks what is encrypted, at any depth, and keeps the ciphertext out", () => {
      const own = project(start);
      write(
        "Pulumi.dev.yaml",
        "config:\n  own:key:\n    secure: v1:abc\n  own:map:\n    user: ann\n    keys: [{secure: v1:def}]\n  own:plain: x\n",
      );
      const { values, secretKeys } = readStackConfig(own, "dev");
      assert.deepEqual(values, {
        "own:key": secretText,
        "own:map": JSON.stringify({ user: "ann", keys: [secretText] }),
        "own:plain": "x",
      });
      assert.deepEqual(secretKeys, ["own:key", "own:map"]);
    });

    it("tells which environments it does not know", () => {
      const own = project(start);
      write("Pulumi.dev.yaml", "environment:\n  - aws/login\n");
      assert.deepEqual(readStackConfig(own, "dev").environments, ["aws/login"]);
      write("Pulumi.dev.yaml", "environment:\n  imports: [one, two]\n");
      assert.deepEqual(readStackConfig(own, "dev").environments, ["one", "two"]);
    });

    it("names the stacks for one that there is not, and takes any name where there is none", () => {
      const own = project(start);
      assert.deepEqual(readStackConfig(own, "any").values, {});
      write("Pulumi.prod.yaml", "config: {}\n");
      write("Pulumi.dev.yaml", "");
      assert.deepEqual(readStackConfig(own, "dev").values, {});
      assert.throws(() => readStackConfig(own, "prd"), {
        code: "config-missing",
        message: /There is no stack 'prd' in .*: no file Pulumi\.prd\.yaml\./,
        fix: "Did you mean `prod`? The stacks are: dev, prod.",
      });
    });
  });

  it("takes a stack's name apart", () => {
    assert.deepEqual(parseStackName("dev"), { name: "dev", organization: "organization" });
    assert.deepEqual(parseStackName("acme/dev"), { name: "dev", organization: "acme" });
    assert.deepEqual(parseStackName("acme/own/dev"), { name: "dev", organization: "acme" });
  });
});
