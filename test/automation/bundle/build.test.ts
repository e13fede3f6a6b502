import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { repository } from "../../helpers/stack";

const load = createRequire(__filename);
const { freshBundle } = load("../../../automation/bundle/fresh.cjs") as {
  freshBundle: (program: string, asWell: readonly string[], root: string) => string | undefined;
};
const { buildBundles } = load("../../../automation/bundle/build.cjs") as {
  buildBundles: (root: string) => Promise<void>;
};

/** So long after a change it can be told from a later one. */
const settledMs = 2100;

const program = "cli/main.ts";
const other = "automation/plan/child/main.ts";

const sources = {
  "package.json": '{ "private": true }',
  "tsconfig.json": "{}",
  "cli/main.ts": [
    'import { word } from "../model/word";',
    "interface Unseen { readonly word: string }",
    "class Greeting implements Unseen { readonly word = word }",
    'const { late } = module.require("./late") as { late: () => string };',
    "if (process.argv[2] === 'fail') throw new TypeError(`it fails`);",
    "console.log(JSON.stringify([new Greeting().word, Greeting.name, late(), __filename, process.argv.slice(2)]));",
  ].join("\n"),
  "cli/late.ts": "export const late = (): string => __dirname;\n",
  "model/word.ts": 'export const word: string = "one";\n',
  "automation/plan/child/main.ts": 'import { word } from "../../../model/word";\nconsole.log(word);\n',
  "index.ts": 'export = "the program";\n',
};

describe("automation/bundle/build", function () {
  this.timeout(60_000);
  const made = realpathSync(mkdtempSync(join(tmpdir(), "plinth-bundle-")));
  let root: string;
  let copies = 0;

  const write = (path: string, text: string): void => {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const start = (...args: string[]) =>
    spawnSync(process.execPath, [join(root, "cli/start.cjs"), ...args], { encoding: "utf8" });
  const fresh = (): boolean => freshBundle(program, [other], root) !== undefined;
  const record = (): string => join(root, ".plinth/program/record.json");
  const greeted = (word: string, ...args: string[]) => [
    ...[word, "Greeting", join(root, "cli"), join(root, "cli/main.ts")],
    args,
  ];

  const make = (): void => {
    for (const [path, text] of Object.entries(sources)) write(path, text);
    const launchers = ["cli/start.cjs", "automation/bundle/build.cjs", "automation/bundle/fresh.cjs"];
    for (const path of launchers) cpSync(join(repository, path), join(root, path));
    symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));
  };

  /** A repository for each test, all at once because their sources must grow old enough. */
  before(async function () {
    const tests = this.test?.parent?.tests.length ?? 0;
    for (let copy = 1; copy <= tests; copy++) {
      root = join(made, String(copy));
      make();
    }
    await setTimeout(settledMs);
  });

  beforeEach(() => {
    root = join(made, String(++copies));
  });

  after(() => rmSync(made, { recursive: true, force: true }));

  it("runs the program as from its sources, and the next time from what was kept", () => {
    assert.deepEqual(JSON.parse(start("a b").stdout), greeted("one", "a b"));
    const file = freshBundle(program, [other], root);
    assert.ok(file !== undefined && existsSync(file));
    // Only the bundle can answer when esbuild and tsx are gone.
    rmSync(join(root, "node_modules"));
    assert.deepEqual(JSON.parse(start("c").stdout), greeted("one", "c"));
    assert.ok(freshBundle(other, [], root)?.endsWith("child-main.cjs"));
  });

  it("is not taken after a change that leaves size and time of change as they were", async () => {
    await buildBundles(root);
    assert.ok(fresh());
    const path = join(root, "model/word.ts");
    const { atime, mtime } = statSync(path);
    write("model/word.ts", sources["model/word.ts"].replace("one", "two"));
    utimesSync(path, atime, mtime);
    assert.ok(!fresh());
    assert.equal(freshBundle(other, [], root), undefined, "the other program has this source too");
    assert.deepEqual(JSON.parse(start().stdout), greeted("two"));
  });

  it("removes what a build left that was ended by force, and nothing of one at work", async () => {
    const at = (name: string): string => join(root, ".plinth/program", name);
    for (const name of ["making-left", "making-now"]) write(`.plinth/program/${name}/cli-main.cjs`, "");
    utimesSync(at("making-left"), new Date(0), new Date(0));
    await buildBundles(root);
    assert.deepEqual([existsSync(at("making-left")), existsSync(at("making-now"))], [false, true]);
  });

  for (const [what, change] of Object.entries({
    "a file that is found in place of a source": () =>
      write("model/word/index.ts", "export const word = 'three';"),
    "a source that is gone": () => rmSync(join(root, "cli/late.ts")),
    "a change of the compiler's settings": () => write("tsconfig.json", '{ "compilerOptions": {} }'),
    "a bundle of another build": () => {
      const bundle = join(root, ".plinth/program/cli-main.cjs");
      cpSync(bundle, `${bundle}.copy`);
      renameSync(`${bundle}.copy`, bundle);
    },
    "a record that cannot be read": () => writeFileSync(record(), "{"),
    "a record in another form": () =>
      writeFileSync(record(), JSON.stringify({ root, programs: { [program]: 1 } })),
    "a repository that has been moved": () => {
      renameSync(root, `${root}-moved`);
      root = `${root}-moved`;
    },
  }))
    it(`is not taken after ${what}`, async () => {
      await buildBundles(root);
      assert.ok(fresh());
      change();
      assert.ok(!fresh());
    });

  it("is not kept where a source was changed a moment ago, and the program runs all the same", () => {
    write("model/word.ts", sources["model/word.ts"].replace("one", "new"));
    assert.deepEqual(JSON.parse(start().stdout), greeted("new"));
    assert.ok(!existsSync(record()));
  });

  it("is done without where nothing can be written", () => {
    write(".plinth", "not a folder");
    assert.deepEqual(JSON.parse(start("x").stdout), greeted("one", "x"));
  });

  it("shows what is wrong with a source, as without a bundle", () => {
    write("cli/late.ts", "export const late = (): string => ;\n");
    const { status, stderr } = start();
    assert.equal(status, 1);
    assert.match(stderr, /cli\/late\.ts:1:\d+: ERROR: Unexpected/);
  });

  it("names the lines of the sources in errors", () => {
    for (const kept of [false, true]) {
      assert.equal(fresh(), kept);
      const { status, stderr } = start("fail");
      assert.equal(status, 1);
      assert.match(stderr, new RegExp(`TypeError: it fails\\n +at [^\\n]*${root}/cli/main\\.ts:5:\\d+`));
    }
  });

  it("serves several starts at once", () => {
    const script = `for i in 1 2 3 4; do "$0" "$1" $i & done; wait`;
    const out = execFileSync("sh", ["-c", script, process.execPath, join(root, "cli/start.cjs")], {
      encoding: "utf8",
    });
    const answers = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown[]);
    assert.deepEqual(
      answers.map(([word]) => word),
      ["one", "one", "one", "one"],
    );
    assert.deepEqual(JSON.parse(start("x").stdout), greeted("one", "x"));
    assert.ok(!readFileSync(record(), "utf8").includes("making-"));
  });
});
