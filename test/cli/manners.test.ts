import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ended, interruptGroup } from "../helpers/child";
import { Programs } from "../helpers/programs";
import { SmallStack } from "../helpers/small-stack";
import { execute, repository } from "../helpers/stack";
import type { Finished } from "../helpers/stack";

const escape = String.fromCharCode(27);
/** An engine that nobody answers for, and that nobody starts. */
const noEngine = { DOCKER_HOST: "unix:///nowhere/docker.sock" };

const plinth = (args: string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> =>
  execute(join(repository, "plinth"), args, { env, timeoutSeconds: 120 });

interface ErrorDocument {
  error: { code: string; message: string; details: string[]; fix: string; exitCode: number };
}

describe("cli", function () {
  this.timeout(60_000);

  it("shows its commands", async () => {
    const { code, stdout, stderr } = await plinth([]);
    assert.equal(code, 0);
    assert.equal(stderr, "");
    for (const command of ["up", "down", "status", "logs", "preview", "test", "env", "help"])
      assert.match(stdout, new RegExp(`^ {2}${command}\\b`, "m"));
    assert.match(stdout, /Exit codes: 0 done, 1 failed/);
    assert.equal((await plinth(["help"])).stdout, stdout);
  });

  it("shows the options of one command, in two ways", async () => {
    const help = await plinth(["help", "up"]);
    assert.match(help.stdout, /--engine <engine>/);
    assert.equal((await plinth(["up", "--help"])).stdout, help.stdout);
  });

  it("answers help as a document, and every command has --json and --verbose", async () => {
    const { stdout } = await plinth(["help", "--json"]);
    const { commands } = JSON.parse(stdout) as { commands: { name: string; options: { flags: string }[] }[] };
    assert.ok(commands.length >= 8);
    for (const { name, options } of commands) {
      const flags = options.map((option) => option.flags);
      assert.ok(flags.includes("--json") && flags.includes("--verbose"), name);
    }
  });

  const mistakes: readonly (readonly [string[], RegExp, RegExp])[] = [
    [["upp"], /Unknown command 'upp'/, /Did you mean `up`\?/],
    [["help", "stauts"], /no command 'stauts'/, /Did you mean `status`\?/],
    [["up", "--enigne", "compose"], /Unknown option '--enigne'/, /Did you mean `--engine`\?/],
    [
      ["up", "--engine", "podman"],
      /'podman' is invalid\. Allowed choices are auto, pulumi, compose/,
      /help up/,
    ],
    [["up", "--timeout", "soon"], /'soon' is invalid.*whole number/, /help up/],
    [["logs", "--tail", "-3"], /whole number|argument missing/, /help logs/],
    [["preview"], /Missing required argument 'stack'/, /help preview/],
    [["up", "dev", "more"], /Too many arguments/, /help up/],
    [["test", "--only", "lnit"], /no part 'lnit'/, /Did you mean `lint`\?/],
    [["status", "dve"], /no stack 'dve'/, /Did you mean `dev`\?/],
    [["logs", "mlfow"], /no service 'mlfow'/, /Did you mean `mlflow`\?/],
    [["preview", "dve"], /no stack 'dve'/, /Did you mean `dev`\?/],
    [
      ["preview", "dev", "--profile", "strickt"],
      /'strickt' is invalid.*baseline, strict, local/,
      /help preview/,
    ],
    [
      ["preview", "dev", "--format", "json", "--out", "a", "--out", "b"],
      /--out is given 2 times/,
      /its --out/,
    ],
    [["preview", "dev", "--program", "/nowhere"], /no Pulumi\.yaml/, /folder that holds Pulumi\.yaml/],
  ];
  for (const [args, message, fix] of mistakes)
    it(`explains: ${args.join(" ")}`, async () => {
      const { code, stdout, stderr } = await plinth(args);
      assert.equal(code, 2, stderr);
      assert.equal(stdout, "");
      assert.match(stderr, message);
      assert.match(stderr, fix);
      const json = await plinth([...args, "--json"]);
      assert.equal(json.code, 2);
      const { error } = JSON.parse(json.stdout) as ErrorDocument;
      assert.equal(error.exitCode, 2);
      assert.match(error.message, message);
      assert.match(error.fix, fix);
    });

  it("paints nothing where nobody sees it", async () => {
    const { stdout, stderr } = await plinth(["status"], noEngine);
    assert.ok(!`${stdout}${stderr}`.includes(escape));
  });

  it("paints on a terminal, unless NO_COLOR is set", async function () {
    const onTerminal = async (env: NodeJS.ProcessEnv): Promise<string> => {
      const script = "import pty,sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)";
      const command = ["-c", script, join(repository, "plinth"), "upp"];
      return (await execute("python3", command, { env: { TERM: "xterm", NO_COLOR: "", ...env } })).stdout;
    };
    assert.ok((await onTerminal({})).includes(`${escape}[31merror:`));
    assert.ok(!(await onTerminal({ NO_COLOR: "1" })).includes(escape));
    assert.ok(!(await onTerminal({ TERM: "dumb" })).includes(escape));
  });

  it("says that the engine does not answer, with 3, and shows a stack with --verbose", async () => {
    const { code, stdout, stderr } = await plinth(["up", "--json", "--verbose"], noEngine);
    assert.equal(code, 3);
    assert.equal((JSON.parse(stdout) as ErrorDocument).error.code, "engine-unreachable");
    assert.match(stderr, /at .*automation.docker/);
    assert.doesNotMatch((await plinth(["up"], noEngine)).stderr, /^ +at /m);
  });

  it("judges a program where no engine answers, and says why the changes are not known", async () => {
    const { code, stdout } = await plinth(["preview", "dev", "--json"], noEngine);
    const document = JSON.parse(stdout) as {
      version: number;
      profile: string;
      denied: boolean;
      resources: { type: string }[];
      changesUnknown: { code: string };
    };
    assert.equal(code, document.denied ? 1 : 0);
    assert.equal(document.version, 1);
    assert.equal(document.profile, "local");
    assert.equal(document.changesUnknown.code, "engine-unreachable");
    assert.ok(document.resources.some(({ type }) => type === "docker:index/container:Container"));
  });

  it("says that there is no Docker, with 3 and what to do", async () => {
    const programs = new Programs();
    const [node, sh] = [process.execPath, "/bin/sh"];
    programs.link("node", node);
    programs.link("sh", sh);
    const { code, stderr } = await execute(node, ["--require", "tsx/cjs", "cli/main.ts", "up"], {
      env: { PATH: programs.folder, ...noEngine },
    });
    programs.remove();
    assert.equal(code, 3);
    assert.match(stderr, /no `docker` command on PATH\. \[docker-missing\]/);
    assert.match(stderr, /apt-get install docker\.io`, then `service docker start`/);
  });

  it("prints what pulumi needs in a form for eval, and no secret", async () => {
    const env = { PULUMI_HOME: "/nowhere", PULUMI_ACCESS_TOKEN: "", PULUMI_BACKEND_URL: "" };
    const { code, stdout } = await plinth(["env"], env);
    assert.equal(code, 0);
    assert.match(stdout, /^export PULUMI_BACKEND_URL='file:\/\/\/.*\.plinth\/state'$/m);
    const { stdout: seen } = await execute("sh", ["-c", `${stdout}\necho "$PULUMI_CONFIG_PASSPHRASE_FILE"`]);
    assert.match(seen.trim(), /\.plinth\/passphrase$/);
    assert.doesNotMatch(stdout, /[0-9a-f]{64}/);
  });

  it("does not mind a reader that has seen enough", async () => {
    const { stderr } = await execute("sh", ["-c", `${join(repository, "plinth")} help | head -n 1`]);
    assert.equal(stderr, "");
  });

  it("passes Ctrl-C on to what it runs exactly once, and leaves with 130", async () => {
    const programs = new Programs();
    const started = join(programs.folder, "started");
    // It answers like Compose until it is told to bring something up; then it counts the interruptions.
    programs.add(
      "docker",
      `case "$*" in
        info*) echo '{"ServerVersion":"20.10.0"}' ;;
        "compose version"*) echo 2.40.0 ;;
        compose*up*) trap 'echo INT >>"${programs.folder}/signals"' INT; : >"${started}"
          for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.2; done; exit 130 ;;
        *inspect*) echo '[]' ;;
      esac`,
    );
    const stack = await SmallStack.create("sig", "busybox:1");
    const child = spawn(join(repository, "plinth"), ["up", stack.name, "--engine", "compose"], {
      env: { ...process.env, ...noEngine, PATH: `${programs.folder}:${process.env["PATH"]}` },
      detached: true,
    });
    const end = ended(child);
    let text = "";
    child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
    for (let i = 0; i < 200 && !existsSync(started); i++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    assert.ok(existsSync(started), text);
    interruptGroup(child);
    assert.equal(await end, 130, text);
    assert.equal(readFileSync(join(programs.folder, "signals"), "utf8"), "INT\n");
    assert.match(text, /Interrupted: nothing was undone\. \[interrupted\]/);
    programs.remove();
    stack.forget();
  });
});
