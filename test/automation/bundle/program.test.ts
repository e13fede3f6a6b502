import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Evaluation, EvaluationRequest } from "../../../automation/plan/protocol";
import { repository } from "../../helpers/stack";

const { buildBundles } = createRequire(__filename)("../../../automation/bundle/build.cjs") as {
  buildBundles: (root: string) => Promise<void>;
};

/** So long after a change it can be told from a later one. */
const settledMs = 2100;

const sources = {
  "package.json": '{ "private": true, "main": "index.ts" }',
  "cli/main.ts": "console.log();\n",
  "index.ts": ['import { build } from "./components/platform";', "", "export = build(process.env);", ""].join(
    "\n",
  ),
  "components/platform.ts": [
    'import { writeFileSync } from "node:fs";',
    'import type * as Store from "./store";',
    "export function build({ LOADED = '', WHAT }: NodeJS.ProcessEnv): object {",
    "  process.on('exit', () => writeFileSync(LOADED, Object.keys(require.cache).join('\\n')));",
    '  if (WHAT === "nothing") return {};',
    '  const { Store } = module.require("./store") as typeof Store;',
    '  return { name: new Store("data", WHAT ?? "").where };',
    "}",
    "",
  ].join("\n"),
  "components/store.ts": [
    'import * as pulumi from "@pulumi/pulumi";',
    'import { Provider } from "@pulumi/aws/provider";',
    'import { join } from "node:path";',
    'import { z } from "zod";',

    "export class Store extends pulumi.ComponentResource {",
    "  readonly where = [__dirname, __filename, join(__filename, '..')];",
    "  constructor(name: string, what: string) {",
    '    const type = z.literal("made:up:Store").parse(`made:up:${Store.name}`);',
    "    super(type, name);",
    "    if (what === 'throw') throw new TypeError('it breaks');",
    "    if (what === 'parse') z.number().parse(name);",
    '    new Provider(`${name}-aws`, { region: this.where.join(" ") }, { parent: this });',
    "  }",
    "}",
    "",
  ].join("\n"),
};

describe("automation/bundle/program", function () {
  this.timeout(60_000);
  const made = realpathSync(mkdtempSync(join(tmpdir(), "plinth-program-")));
  const root = join(made, "repository");
  const bundle = join(root, ".plinth/program/index.cjs");

  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };

  /** Evaluates the program, and tells which files were loaded for it. */
  const evaluate = (what: string, main = root): Evaluation & { loaded: readonly string[] } => {
    const answer = join(made, "answer.json");
    const list = join(made, "loaded");
    const request: EvaluationRequest = {
      ...{ project: "made", stack: "dev", organization: "organization", rootDirectory: root, main },
      ...{ mainIsNamed: main !== root, workingDirectory: root, config: {}, secretKeys: [], calls: [] },
      ...{ timeoutSeconds: 50, answer, pidFile: join(made, "pid") },
    };
    const question = join(made, "question.json");
    writeFileSync(question, JSON.stringify(request));
    const env = { ...process.env, LOADED: list, WHAT: what };
    const start = join(root, "automation/plan/child/start.cjs");
    const { stderr } = spawnSync(process.execPath, [start, question], { env, encoding: "utf8" });
    assert.ok(existsSync(answer), stderr);
    const evaluation = JSON.parse(readFileSync(answer, "utf8")) as Evaluation;
    const loaded = readFileSync(list, "utf8").split("\n");
    rmSync(answer);
    return { ...evaluation, loaded };
  };

  /** Both ways, of which only the first is bundled. */
  const bothWays = async (what: string): Promise<[Evaluation, Evaluation]> => {
    await buildBundles(root);
    const { loaded, ...bundled } = evaluate(what);
    assert.ok(!loaded.some((file) => file.startsWith(join(root, "components"))), "nothing else is compiled");
    rmSync(bundle);
    const { loaded: sourcesToo, ...compiled } = evaluate(what);
    assert.ok(sourcesToo.includes(join(root, "components/platform.ts")));
    return [bundled, compiled];
  };

  before(async () => {
    for (const [path, text] of Object.entries(sources)) write(path, text);
    for (const path of ["automation/bundle", "automation/loader", "automation/plan"])
      cpSync(join(repository, path), join(root, path), { recursive: true });
    for (const path of ["tsconfig.json", "model/errors.ts"])
      write(path, readFileSync(join(repository, path), "utf8"));
    symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));
    await setTimeout(settledMs);
  });

  after(() => rmSync(made, { recursive: true, force: true }));

  it("gives the plan that the sources give, with their lines and folders", async () => {
    const [bundled, compiled] = await bothWays("");
    assert.deepEqual(bundled, compiled);
    assert.deepEqual(bundled.failures, []);
    const [, store, provider] = bundled.resources;
    assert.equal(store?.type, "made:up:Store");
    // The line with `new`, and not that with `super`.
    assert.deepEqual([store.source?.file, store.source?.line], [join(root, "components/platform.ts"), 7]);
    assert.deepEqual(
      [provider?.source?.file, provider?.source?.line],
      [join(root, "components/store.ts"), 12],
    );
    const folder = join(root, "components");
    assert.equal(provider?.wire["region"], [folder, join(folder, "store.ts"), folder].join(" "));
  });

  for (const [what, line] of [
    ["throw", 10],
    ["parse", 11],
  ] as const)
    it(`names the line of the sources for an error of ${what === "throw" ? "its own" : "a package"}`, async () => {
      const [bundled, compiled] = await bothWays(what);
      assert.deepEqual(bundled, compiled);
      const { source } = bundled.failures[0] ?? {};
      assert.deepEqual([source?.file, source?.line], [join(root, "components/store.ts"), line]);
    });

  it("loads late what the sources load late", async () => {
    await buildBundles(root);
    const isAws = (file: string) => file.includes("/@pulumi/aws/");
    assert.ok(!evaluate("nothing").loaded.some(isAws));
    assert.ok(evaluate("").loaded.some(isAws));
  });

  it("is the sources where one has changed, and for another program that takes from them", async () => {
    await buildBundles(root);
    write("other.ts", 'export = require("./index") as unknown;\n');
    assert.ok(evaluate("", join(root, "other.ts")).loaded.includes(join(root, "components/store.ts")));
    write("components/store.ts", sources["components/store.ts"].replaceAll("made:up", "new:kind"));
    assert.equal(evaluate("").resources[1]?.type, "new:kind:Store");
  });
});
