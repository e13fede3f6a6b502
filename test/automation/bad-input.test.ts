import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createServer } from "node:net";
import type { Server } from "node:net";
import { join } from "node:path";
import { ended, interruptGroup, written } from "../helpers/child";
import { EngineRelay } from "../helpers/engine-relay";
import { skipBecause } from "../helpers/skip";
import { imageWithShell, SmallStack } from "../helpers/small-stack";
import { docker, dockerAnswers, eventually, execute, repository } from "../helpers/stack";

interface Failure {
  code: string;
  message: string;
  details: string[];
  fix: string;
  exitCode: number;
}

/** Runs `./plinth up --json`, which must fail, and returns its error. */
async function failure(stack: SmallStack, env: NodeJS.ProcessEnv = {}): Promise<Failure> {
  const finished = await stack.plinth(["up", stack.name, "--engine", "compose", "--json"], env);
  const { error } = JSON.parse(finished.stdout) as { error?: Failure };
  assert.ok(error, `it must fail: ${finished.stdout}`);
  assert.equal(finished.code, error.exitCode);
  assert.match(finished.stderr, /^Fix: /m, "people read it on standard error");
  assert.ok(error.fix.length > 20);
  return error;
}

describe("automation/bad-input", function () {
  this.timeout("5m");
  let stack: SmallStack;

  before(async function () {
    if (!(await dockerAnswers())) skipBecause(this, "no Docker engine answers on this machine");
    const image = await imageWithShell();
    if (image === undefined) skipBecause(this, "there is no image with a shell, and none can be pulled");
    stack = await SmallStack.create("bad", image);
  });

  beforeEach(() => {
    stack.write({});
    stack.configure({});
  });

  after(() => (stack as SmallStack | undefined)?.remove());

  it("a wrong, an unknown and a missing config key are told at once, before anything is touched", async () => {
    stack.configure({ images: "fetch", ports: "{ web: 99999 }", portz: "1" });
    const error = await failure(stack);
    assert.equal(error.code, "config-invalid");
    assert.equal(error.exitCode, 2);
    const text = error.details.join("\n");
    for (const key of ["plinth:images", "plinth:ports.web", "plinth:portz"])
      assert.match(text, new RegExp(key));
    assert.deepEqual(await stack.states(), {});

    stack.configure({ target: "" });
    assert.match((await failure(stack)).details.join("\n"), /plinth:target/);
  });

  it("a compose file with an unknown key is told with file and line", async () => {
    stack.write({ web: "true" });
    await execute("sed", [
      "-i",
      "s/restart: unless-stopped/restart: unless-stopped\\n    colour: blue/",
      join(stack.folder, "compose.yaml"),
    ]);
    const error = await failure(stack);
    assert.equal(error.code, "compose-unsupported-key");
    assert.equal(error.exitCode, 2);
    assert.match(error.details.join("\n"), /compose\.yaml:\d+.*colour/);
    assert.deepEqual(await stack.states(), {});
  });

  it("a taken port is told with its holder and the key to change", async () => {
    const holder: Server = createServer();
    await new Promise<void>((resolve) => holder.listen(stack.port, "127.0.0.1", resolve));
    try {
      const error = await failure(stack);
      assert.equal(error.code, "port-taken");
      assert.equal(error.exitCode, 3);
      assert.match(error.message, new RegExp(`${stack.port} .*plinth:ports\\.web`));
      assert.match(error.fix, /plinth:ports\.web/);
      assert.deepEqual(await stack.states(), {});
    } finally {
      holder.close();
    }
  });

  it("a full disk is told before anything is touched", async function () {
    if (process.getuid?.() !== 0) skipBecause(this, "only root can mount a small file system");
    mkdirSync(stack.dataDir, { recursive: true });
    const mounted = await execute("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", stack.dataDir]);
    if (mounted.code !== 0) skipBecause(this, "no file system can be mounted here");
    try {
      const error = await failure(stack);
      assert.equal(error.code, "disk-full");
      assert.equal(error.exitCode, 3);
      assert.match(error.message, /4 MiB of free space, and 1 GiB are needed|3 MiB/);
      assert.deepEqual(await stack.states(), {});
    } finally {
      await execute("umount", [stack.dataDir]);
    }
  });

  it("an engine that is not there is told", async () => {
    const error = await failure(stack, { DOCKER_HOST: "unix:///nowhere/docker.sock" });
    assert.equal(error.code, "engine-unreachable");
    assert.equal(error.exitCode, 3);
  });

  it("an engine that dies in the middle is told within seconds, and up goes on when it is back", async () => {
    stack.write({ store: "sleep 4; touch /tmp/ready; exec sleep 3600" });
    const relay = new EngineRelay();
    await relay.start();
    try {
      const child = spawn(join(repository, "plinth"), ["up", stack.name, "--engine", "compose", "--json"], {
        env: { ...process.env, DOCKER_HOST: relay.host },
      });
      await written(child, /store: starting/);
      const diedAt = performance.now();
      relay.die();
      assert.equal(await ended(child), 3);
      assert.ok(performance.now() - diedAt < 60_000, "it must not wait for ever");
    } finally {
      relay.remove();
    }
    assert.equal((await stack.states())["store"], "running", "nothing is lost");
    const again = await stack.plinth(["up", stack.name, "--engine", "compose"]);
    assert.equal(again.code, 0, again.stderr);
    await stack.plinth(["down", stack.name]);
  });

  it("a service that is slow since an interrupted run may recover", async () => {
    stack.write({ store: "exec sleep 3600" });
    const up = (): ChildProcess =>
      spawn(join(repository, "plinth"), ["up", stack.name, "--engine", "compose"]);
    const interrupted = up();
    await written(interrupted, /store: starting/);
    interrupted.kill("SIGINT");
    assert.equal(await ended(interrupted), 130);
    const store = stack.container("store");
    await eventually("an unhealthy store", 60, async () => {
      const health = await docker("inspect", "--format", "{{.State.Health.Status}}", store);
      return health === "unhealthy" ? health : undefined;
    });
    const again = up();
    await written(again, /Unhealthy since before this run: store;/);
    await docker("exec", store, "touch", "/tmp/ready");
    assert.equal(await ended(again), 0);
    await stack.plinth(["down", stack.name]);
  });

  it("Ctrl-C ends it with 130 and leaves a state from which up goes on", async () => {
    stack.write({ store: "sleep 4; touch /tmp/ready; exec sleep 3600" });
    const child = spawn(join(repository, "plinth"), ["up", stack.name, "--engine", "compose"], {
      detached: true,
    });
    await written(child, /store: starting/);
    // As a terminal does: to the whole group of processes.
    interruptGroup(child);
    assert.equal(await ended(child), 130);
    const again = await stack.plinth(["up", stack.name, "--engine", "compose"]);
    assert.equal(again.code, 0, again.stderr);
    await stack.plinth(["down", stack.name]);
  });
});
