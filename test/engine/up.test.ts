import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cacheFolder } from "../../automation/paths";
import { findPulumi } from "../../automation/engine/pulumi-cli";
import { stateFile } from "../../automation/pulumi/state";
import { Refusals } from "../../automation/refusals";
import { silentReporter } from "../../automation/reporter";
import { ended, interruptGroup, written } from "../helpers/child";
import { skipBecause } from "../helpers/skip";
import { imageWithShell, SmallStack } from "../helpers/small-stack";
import { docker, dockerAnswers, repository } from "../helpers/stack";
import { join } from "node:path";

interface Answer {
  code: number;
  stderr: string;
  document: {
    engine: { name: string };
    services: { service: string; phase: string }[];
    summary: Record<string, number>;
    error?: { code: string; message: string; details: string[]; fix: string };
  };
}

describe("test/engine/up", function () {
  this.timeout("20m");
  let stack: SmallStack;

  before(async function () {
    const cli = await findPulumi(new Refusals(), silentReporter);
    if ("missing" in cli) skipBecause(this, `Pulumi cannot be used: ${cli.missing}`);
    if (!(await dockerAnswers())) skipBecause(this, "no Docker engine answers on this machine");
    const image = await imageWithShell();
    if (image === undefined) skipBecause(this, "there is no image with a shell, and none can be pulled");
    stack = await SmallStack.create("pul", image);
  });

  after(() => (stack as SmallStack | undefined)?.remove());

  const plinth = async (args: string[], env: NodeJS.ProcessEnv = {}): Promise<Answer> => {
    const [command = "", ...rest] = args;
    const { code, stdout, stderr } = await stack.plinth([command, stack.name, "--json", ...rest], env);
    return { code, stderr, document: JSON.parse(stdout) as Answer["document"] };
  };
  const up = (env: NodeJS.ProcessEnv = {}): Promise<Answer> => plinth(["up", "--engine", "pulumi"], env);
  const start = (): ChildProcess =>
    spawn(join(repository, "plinth"), ["up", stack.name, "--engine", "pulumi"], { detached: true });
  const slowStore = "sleep 6; touch /tmp/ready; exec sleep 3600";

  it("brings everything up, and keeps the committed files as they are", async () => {
    const before = readFileSync(stack.stackFile, "utf8");
    const { code, document, stderr } = await up();
    assert.equal(code, 0, stderr);
    assert.equal(document.engine.name, "pulumi");
    const phases = document.services.map(({ service, phase }) => `${service} ${phase}`);
    assert.deepEqual(phases, ["prepare done", "store ready", "web ready", "deploy done"]);
    assert.equal(readFileSync(stack.stackFile, "utf8"), before, "no salt in the user's file");
  });

  it("changes nothing the second time, and a preview says so", async () => {
    const ids = (): Promise<string> =>
      docker("inspect", "-f", "{{.Id}}", stack.container("store"), stack.container("web"));
    const before = await ids();
    const preview = await plinth(["preview"]);
    assert.deepEqual(Object.keys(preview.document.summary), ["same"], preview.stderr);
    const { code, stderr } = await up();
    assert.equal(code, 0, stderr);
    assert.match(stderr, /Pulumi is done: \d+ same\./);
    assert.equal(await ids(), before);
  });

  it("stays with Pulumi, and refuses Compose while it is up", async () => {
    const other = await plinth(["up", "--engine", "compose"]);
    assert.equal(other.code, 4);
    assert.equal(other.document.error?.code, "other-engine");
  });

  it("refuses a wrong passphrase and loses nothing", async () => {
    const before = readFileSync(stateFile(stack.name), "utf8");
    const { code, document } = await up({ PULUMI_CONFIG_PASSPHRASE: "not the one" });
    assert.equal(code, 4);
    assert.equal(document.error?.code, "passphrase-wrong");
    assert.match(document.error.fix, /PULUMI_CONFIG_PASSPHRASE/);
    assert.equal(readFileSync(stateFile(stack.name), "utf8"), before);
  });

  it("refuses a corrupted state file, keeps it, and works again with the backup that it names", async () => {
    const path = stateFile(stack.name);
    const backup = readFileSync(`${path}.bak`, "utf8");
    const broken = readFileSync(path, "utf8").slice(0, 200);
    writeFileSync(path, broken);
    const { code, document } = await up();
    assert.equal(code, 4);
    assert.equal(document.error?.code, "state-corrupt");
    assert.ok(document.error.fix.includes(`${path}.bak`));
    assert.equal(readFileSync(path, "utf8"), broken, "it is not touched");
    assert.equal(readFileSync(`${path}.bak`, "utf8"), backup, "nor is the backup");
    writeFileSync(path, backup);
    assert.equal((await up()).code, 0);
  });

  it("makes a container again that somebody removed", async () => {
    await docker("rm", "--force", stack.container("web"));
    const { code, stderr } = await up();
    assert.equal(code, 0, stderr);
    assert.equal((await stack.states())["web"], "running");
  });

  it("names a service that fails, with its log", async () => {
    stack.write({ deploy: "echo the pool is missing >&2; exit 3" });
    const { code, document } = await up();
    assert.equal(code, 1);
    assert.equal(document.error?.code, "service-unhealthy");
    assert.match(document.error.message, /deploy/);
    assert.ok(document.error.details.includes("the pool is missing"), document.error.details.join("\n"));
  });

  it("goes on after Ctrl-C", async () => {
    stack.write({ store: slowStore });
    const child = start();
    await written(child, /store: starting/);
    interruptGroup(child);
    assert.equal(await ended(child), 130);
    const { code, stderr } = await up();
    assert.equal(code, 0, stderr);
  });

  it("goes on after everything was ended by force", async () => {
    stack.write({ store: `${slowStore} # changed` });
    const child = start();
    await written(child, /store: starting/);
    const pulumi = execFileSync("pgrep", ["-f", `pulumi up .*--stack ${stack.name}`], { encoding: "utf8" });
    for (const pid of pulumi.trim().split("\n")) process.kill(Number(pid), "SIGKILL");
    child.kill("SIGKILL");
    await ended(child);
    const { code, stderr } = await up();
    assert.equal(code, 0, stderr);
  });

  it("says who holds a lock", async () => {
    const folder = join(cacheFolder, "state", ".pulumi", "locks", "organization", "plinth", stack.name);
    const lock = join(folder, "someone.json");
    execFileSync("mkdir", ["-p", folder]);
    writeFileSync(
      lock,
      JSON.stringify({ pid: 1, username: "ann", hostname: "elsewhere", timestamp: "2026-05-05T12:00:00Z" }),
    );
    const { code, document } = await up();
    execFileSync("rm", [lock]);
    assert.equal(code, 4);
    assert.equal(document.error?.code, "stack-locked");
    assert.match(document.error.details.join("\n"), /ann@elsewhere/);
    assert.match(document.error.fix, /pulumi cancel --stack/);
  });

  it("leaves nothing but the data behind on down", async () => {
    const { code, stderr } = await plinth(["down"]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(await stack.states(), {});
    assert.equal(await docker("network", "ls", "-q", "--filter", `name=^${stack.name}-`), "");
    assert.equal((await plinth(["down", "--volumes", "--yes"])).code, 0);
  });

  it("takes down what a lost state does not know of", async () => {
    stack.write({});
    assert.equal((await up()).code, 0);
    execFileSync("rm", ["-r", stateFile(stack.name)]);
    const { code, stderr } = await plinth(["down"]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(await stack.states(), {});
    assert.equal(await docker("network", "ls", "-q", "--filter", `name=^${stack.name}-`), "");
  });
});
