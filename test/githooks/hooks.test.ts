import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { skipBecause } from "../helpers/skip";
import { repository } from "../helpers/stack";

/** The tools that the hooks need, and no other. */
const tools = ["cat", "dirname", "env", "git", "node", "sh"];
const venv = join(".plinth", "venv-yamllint");
const hasYamllint =
  existsSync(join(repository, venv)) || spawnSync("yamllint", ["--version"]).error === undefined;

function pathOf(tool: string): string {
  const { stdout } = spawnSync("sh", ["-c", `command -v ${tool}`], { encoding: "utf8" });
  return tool === "node" ? process.execPath : stdout.trim();
}

/** A checkout with the hooks, and with links to what they load. */
class Checkout {
  readonly folder = mkdtempSync(join(tmpdir(), "plinth-hooks-"));
  private path = process.env["PATH"] ?? "";

  constructor() {
    for (const copied of ["githooks", join("scripts", "githooks")])
      cpSync(join(repository, copied), join(this.folder, copied), { recursive: true });
    const linked = ["automation", "cli", "fleet", "model", "node_modules", "tsconfig.json", "package.json"];
    for (const name of [...linked, ".nvmrc", ".commitlintrc.json", ".yamllint"])
      symlinkSync(join(repository, name), join(this.folder, name));
    mkdirSync(join(this.folder, ".plinth"));
    if (existsSync(join(repository, venv))) symlinkSync(join(repository, venv), join(this.folder, venv));
    this.git("init", "--quiet", "--initial-branch=main");
    const settings = { "core.hooksPath": "githooks", "user.name": "A", "user.email": "a@example.com" };
    for (const [key, value] of Object.entries({ ...settings, "commit.gpgsign": "false" }))
      this.git("config", key, value);
  }

  git(...args: string[]): { code: number | null; said: string } {
    const env = { ...process.env, PATH: this.path };
    const { status, stdout, stderr } = spawnSync("git", args, { cwd: this.folder, env, encoding: "utf8" });
    return { code: status, said: `${stdout}${stderr}` };
  }

  /** Stages files and commits them. */
  commit(files: Readonly<Record<string, string>>, message = "feat: something"): ReturnType<Checkout["git"]> {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
    this.git("add", "--force", ...Object.keys(files));
    return this.git("commit", "--message", message);
  }

  commits(): number {
    const { code, said } = this.git("rev-list", "--count", "HEAD");
    return code === 0 ? Number(said) : 0;
  }

  withoutYamllint(): void {
    rmSync(join(this.folder, venv), { force: true });
    this.path = join(this.folder, "bin");
    mkdirSync(this.path);
    for (const tool of tools) symlinkSync(pathOf(tool), join(this.path, tool));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

describe("githooks", function () {
  this.timeout(60_000);
  let checkout: Checkout;
  beforeEach(() => {
    checkout = new Checkout();
  });
  afterEach(() => checkout.remove());

  /** The commit is refused, and says so. */
  function refuses(outcome: ReturnType<Checkout["git"]>, sentence: RegExp): void {
    assert.match(outcome.said, sentence);
    assert.equal(outcome.code, 1);
    assert.equal(checkout.commits(), 0);
  }

  it("let a sound commit through", function () {
    if (!hasYamllint) skipBecause(this, "yamllint is not installed");
    const { code, said } = checkout.commit({ "a.yaml": "a: [1, 2]\n", "b.ts": "export const b = 1;\n" });
    assert.equal(code, 0, said);
    assert.equal(checkout.commits(), 1);
  });

  it("let a file be taken away, and one that is no text be added", () => {
    assert.equal(checkout.commit({ "a.txt": "a\n", "b.png": "\0\x01" }).code, 0);
    checkout.git("rm", "--quiet", "a.txt");
    assert.equal(checkout.git("commit", "--message", "fix: less").code, 0);
    assert.equal(checkout.commits(), 2);
  });

  it("commit-msg refuses a message of another form", () => {
    refuses(checkout.commit({ "a.txt": "a\n" }, "made it better"), /type may not be empty/);
  });

  // Put together here, so that this file holds none.
  const token = ["ghp", "0123456789abcdefghijABCDEFGHIJ012345"].join("_");
  const ageKey = ["AGE-SECRET-KEY-1", "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"].join("");
  const secrets: Readonly<Record<string, readonly [string, string, RegExp]>> = {
    "a token in a source": [
      "a.ts",
      `const a = 1;\nconst token = "${token}";\n`,
      /a\.ts:2: Here stands a secret .*GitHub Token.*\*\*\*/,
    ],
    "a token in a name without an ending": ["notes", `${token}\n`, /notes:1: Here stands a secret/],
    "a Secret in clear text": [
      "s.yaml",
      "apiVersion: v1\nkind: Secret\nmetadata:\n  name: one\nstringData:\n  password: abc\n",
      /s\.yaml:6: Secret one has `stringData\.password` in clear text\./,
    ],
    "a key of age in YAML": [
      "k.yaml",
      `key: ${ageKey}\n`,
      /k\.yaml:1: Here stands a secret key of age in clear text\./,
    ],
  };
  for (const [what, [file, text, sentence]] of Object.entries(secrets))
    it(`pre-commit refuses ${what}`, () => {
      const outcome = checkout.commit({ [file]: text });
      refuses(outcome, sentence);
      assert.ok(!outcome.said.includes(token), "the secret is shown");
    });

  it("pre-commit looks at what is staged, and not at what the file says by now", () => {
    writeFileSync(join(checkout.folder, "a.txt"), `${token}\n`);
    checkout.git("add", "a.txt");
    writeFileSync(join(checkout.folder, "a.txt"), "nothing\n");
    refuses(checkout.git("commit", "--message", "feat: something"), /a\.txt:1: Here stands a secret/);
  });

  const mistakes: Readonly<Record<string, readonly [string, RegExp]>> = {
    "a key twice": ["a: 1\na: 2\n", /y\.yaml:2:1: \[error\] duplication of key "a"/],
    "a word that is a boolean to some": ["a: yes\n", /y\.yaml:1:4: \[warning\] truthy value/],
    "a number that is octal to some": ["a: 0777\n", /y\.yaml:1:8: \[error\] forbidden implicit octal/],
    "what is no YAML": ["a: [\n", /y\.yaml:2:1: \[error\] syntax error/],
  };
  for (const [what, [text, sentence]] of Object.entries(mistakes))
    it(`pre-commit refuses ${what} in YAML`, function () {
      if (!hasYamllint) skipBecause(this, "yamllint is not installed");
      refuses(checkout.commit({ "y.yaml": text }), sentence);
    });

  it("pre-commit does not ask yamllint of what is wrong on purpose", function () {
    if (!hasYamllint) skipBecause(this, "yamllint is not installed");
    assert.equal(checkout.commit({ "test/fixtures/render/invalid/a.yaml": "a: yes\n" }).code, 0);
  });

  it("pre-commit refuses YAML where yamllint is missing, and says how to get it", () => {
    checkout.withoutYamllint();
    refuses(
      checkout.commit({ "a.yaml": "a: 1\n" }),
      /yamllint, .*, is not installed: `\.\/plinth test --only yaml` installs it\./,
    );
    checkout.git("reset", "--quiet");
    rmSync(join(checkout.folder, "a.yaml"));
    assert.equal(checkout.commit({ "a.txt": "a\n" }).code, 0);
  });

  it("refuse where the packages are missing, and say how to get them", () => {
    rmSync(join(checkout.folder, "node_modules"));
    refuses(
      checkout.commit({ "a.txt": "a\n" }),
      /npm packages .* are not installed\.\nFix: Run `\.\/plinth help`/,
    );
  });
});
