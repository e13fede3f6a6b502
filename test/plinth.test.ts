import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import type { ExecFileException } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ended, interruptGroup, written } from "./helpers/child";
import { Programs } from "./helpers/programs";
import { skipBecause } from "./helpers/skip";
import { repository } from "./helpers/stack";

interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

/** The npm of these tests: notes what it was asked for, and makes what the real one would make. */
const fakeNpm = `
echo "$*" >>"$NPM_CALLS"
case $1 in
  install)
    [ -z "\${NPM_LACKS:-}" ] || case "$*" in *"$NPM_LACKS"*) exit 1 ;; esac
    for last; do :; done
    folder=$3/node_modules/\${last%@*}/bin
    mkdir -p "$folder"
    printf '#!/bin/sh\\nexec "%s" "$@"\\n' "$REAL_NODE" >"$folder/node"
    chmod +x "$folder/node" ;;
  ci)
    [ -z "\${NPM_FAILS:-}" ] || exit 1
    sleep "\${NPM_SLEEPS:-0}"
    mkdir -p node_modules ;;
esac`;

/** A repository with nothing but what the launcher touches. */
class Clone {
  readonly root = mkdtempSync(join(tmpdir(), "plinth-launcher-"));
  readonly programs = new Programs();
  readonly calls = join(this.root, "npm-calls");

  constructor() {
    const starts = ["cli/start.cjs", "automation/bundle/fresh.cjs", "automation/bundle/build.cjs"];
    for (const file of ["plinth", "scripts/launcher/packages-installed.cjs", ...starts])
      cpSync(join(repository, file), join(this.root, file));
    const write = (path: string, text: string): void => {
      mkdirSync(join(this.root, path, ".."), { recursive: true });
      writeFileSync(join(this.root, path), text);
    };
    write("package.json", '{\n  "engines": {\n    "node": ">=22.13"\n  }\n}\n');
    write(".nvmrc", "24.21.0\n");
    write("package-lock.json", '{"packages": {"node_modules/a": {"version": "1.0.0"}}}');
    write("node_modules/tsx/cjs.js", 'require.extensions[".ts"] = require.extensions[".js"];');
    write("cli/main.ts", "console.log(JSON.stringify([process.cwd(), ...process.argv.slice(2)]));\n");
    this.programs.add("npm", fakeNpm);
  }

  /** A Node of this version on PATH; whatever its version, it works. */
  node(version: string): void {
    const answer = `[ "$1" = --version ] && echo ${version} && exit 0`;
    this.programs.add("node", `${answer}\nexec "${process.execPath}" "$@"`);
  }

  get environment(): NodeJS.ProcessEnv {
    const path = `${this.programs.folder}:${this.tools}`;
    return { HOME: this.root, PATH: path, NPM_CALLS: this.calls, REAL_NODE: process.execPath };
  }

  /** The system's tools without its Node and npm. */
  private get tools(): string {
    const folder = join(this.root, "tools");
    if (existsSync(folder)) return folder;
    mkdirSync(folder);
    const names = [
      "cat",
      "cksum",
      "cut",
      "dirname",
      "find",
      "ln",
      "mkdir",
      "mv",
      "readlink",
      "rm",
      "rmdir",
      "sed",
    ];
    for (const name of [...names, "sha256sum", "sh", "sleep", "uname", "chmod", "printf"]) {
      const path = ["/usr/bin", "/bin"]
        .map((bin) => join(bin, name))
        .find((candidate) => existsSync(candidate));
      if (path !== undefined) symlinkSync(path, join(folder, name));
    }
    return folder;
  }

  run(
    args: string[] = [],
    env: NodeJS.ProcessEnv = {},
    options: { file?: string; cwd?: string } = {},
  ): Promise<Finished> {
    const { file = join(this.root, "plinth"), cwd = this.root } = options;
    return new Promise((resolve) => {
      const done = (error: ExecFileException | null, stdout: string, stderr: string): void => {
        resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
      };
      execFile(file, args, { cwd, env: { ...this.environment, ...env } }, done);
    });
  }

  npmCalls(): string[] {
    return existsSync(this.calls) ? readFileSync(this.calls, "utf8").trim().split("\n") : [];
  }

  remove(): void {
    this.programs.remove();
    rmSync(this.root, { recursive: true, force: true });
  }
}

describe("plinth", function () {
  this.timeout(60_000);
  let clone: Clone;

  beforeEach(() => {
    clone = new Clone();
  });

  afterEach(() => clone.remove());

  it("takes the Node on PATH, installs the packages once, and hands its arguments over", async () => {
    clone.node("v22.13.0");
    const first = await clone.run(["up", "a b", "--json"]);
    assert.deepEqual(JSON.parse(first.stdout), [clone.root, "up", "a b", "--json"], first.stderr);
    assert.match(first.stderr, /installing the npm packages/);
    const second = await clone.run([]);
    assert.equal(second.stderr, "", "the second run has nothing to say");
    assert.deepEqual(clone.npmCalls(), ["ci --no-audit --no-fund --loglevel=error"]);
  });

  it("fetches a Node where the one on PATH is too old, once", async () => {
    clone.node("v20.20.2");
    const first = await clone.run(["help"]);
    assert.equal(first.code, 0, first.stderr);
    assert.match(
      first.stderr,
      /Node\.js 22\.13 or newer is needed \(found: v20\.20\.2\); fetching node-\S+@24\.21\.0/,
    );
    assert.equal((await clone.run(["help"])).stderr, "");
    const installs = clone.npmCalls().filter((call) => call.startsWith("install"));
    assert.equal(installs.length, 1);
    assert.match(installs[0] ?? "", /--ignore-scripts/);
  });

  it("fetches one where there is none at all", async () => {
    const { code, stderr } = await clone.run();
    assert.equal(code, 0, stderr);
    assert.match(stderr, /found: none/);
  });

  it("takes the newest of the same line where the pinned one was not published for this system", async () => {
    const { code, stderr } = await clone.run([], { NPM_LACKS: "@24.21.0" });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /cannot be had; trying the newest 24/);
  });

  it("says what to install where there is no npm either", async () => {
    rmSync(join(clone.programs.folder, "npm"));
    const { code, stderr } = await clone.run();
    assert.equal(code, 3);
    assert.match(stderr, /there is no npm to fetch one with\.\nFix: Install Node\.js and npm/);
  });

  it("installs again for another lock file", async () => {
    clone.node("v24.1.0");
    await clone.run();
    writeFileSync(
      join(clone.root, "package-lock.json"),
      '{"packages": {"node_modules/b": {"version": "1.0.0"}}}',
    );
    await clone.run();
    assert.equal(clone.npmCalls().length, 2);
  });

  it("does not install what somebody has installed by hand", async () => {
    clone.node("v24.1.0");
    cpSync(join(clone.root, "package-lock.json"), join(clone.root, "node_modules", ".package-lock.json"));
    assert.equal((await clone.run()).code, 0);
    assert.deepEqual(clone.npmCalls(), []);
  });

  it("installs again after an install that failed", async () => {
    clone.node("v24.1.0");
    const failed = await clone.run([], { NPM_FAILS: "1" });
    assert.equal(failed.code, 3);
    assert.match(failed.stderr, /npm ci failed .*\nFix: Check the connection/);
    cpSync(join(clone.root, "package-lock.json"), join(clone.root, "node_modules", ".package-lock.json"));
    assert.equal((await clone.run()).code, 0);
    assert.equal(clone.npmCalls().length, 2, "what npm left behind is not trusted");
  });

  it("lets two runs at once install once", async () => {
    clone.node("v24.1.0");
    const both = await Promise.all([clone.run([], { NPM_SLEEPS: "2" }), clone.run([], { NPM_SLEEPS: "2" })]);
    assert.deepEqual(
      both.map(({ code }) => code),
      [0, 0],
    );
    assert.equal(clone.npmCalls().length, 1);
    assert.equal(both.filter(({ stderr }) => /waiting for another/.test(stderr)).length, 1);
  });

  it("is interrupted at once, and is not held up by what that left behind", async () => {
    clone.node("v24.1.0");
    const child = spawn(join(clone.root, "plinth"), [], {
      env: { ...clone.environment, NPM_SLEEPS: "30" },
      detached: true,
    });
    await written(child, /installing the npm packages/);
    interruptGroup(child);
    assert.equal(await ended(child), 130);
    symlinkSync("99999999", join(clone.root, ".plinth", "setup.lock"));
    assert.equal((await clone.run()).code, 0, "the lock of a process that is gone does not count");
  });

  it("works through a symbolic link and from any folder, and leaves the folder as it is", async () => {
    clone.node("v24.1.0");
    const elsewhere = join(clone.root, "else where");
    mkdirSync(elsewhere);
    symlinkSync("../plinth", join(elsewhere, "link"));
    symlinkSync(join(elsewhere, "link"), join(clone.root, "link to link"));
    const { stdout, stderr } = await clone.run(
      ["x"],
      {},
      { file: join(clone.root, "link to link"), cwd: elsewhere },
    );
    assert.deepEqual(JSON.parse(stdout), [elsewhere, "x"], stderr);
  });

  it("is clean for shellcheck", async function () {
    const { code, stdout } = await new Promise<Finished>((resolve) => {
      execFile("shellcheck", [join(repository, "plinth")], (error, out, err) => {
        resolve({ code: error === null ? 0 : error.code === "ENOENT" ? 127 : 1, stdout: out, stderr: err });
      });
    });
    if (code === 127) skipBecause(this, "shellcheck is not installed");
    assert.equal(code, 0, stdout);
  });
});
