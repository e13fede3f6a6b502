import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findCompose } from "../../automation/engine/compose-cli";
import { skipBecause } from "../helpers/skip";
import { imageWithShell, SmallStack } from "../helpers/small-stack";
import { docker, dockerAnswers, execute } from "../helpers/stack";

interface UpDocument {
  engine: { name: string; reason: string };
  services: { service: string; phase: string }[];
  error?: { code: string; message: string; details: string[]; fix: string };
}

describe("automation/up", function () {
  this.timeout("5m");
  let stack: SmallStack;

  before(async function () {
    if (!(await dockerAnswers())) skipBecause(this, "no Docker engine answers on this machine");
    const image = await imageWithShell();
    if (image === undefined) skipBecause(this, "there is no image with a shell, and none can be pulled");
    stack = await SmallStack.create("up", image);
  });

  // eslint cannot know that the hook above may have skipped.
  after(() => (stack as SmallStack | undefined)?.remove());

  const up = async (...args: string[]): Promise<{ code: number; document: UpDocument; stderr: string }> => {
    const { code, stdout, stderr } = await stack.plinth([
      "up",
      stack.name,
      "--json",
      "--engine",
      "compose",
      ...args,
    ]);
    return { code, stderr, document: JSON.parse(stdout) as UpDocument };
  };

  const deployments = (): number =>
    readFileSync(join(stack.dataDir, "deployed"), "utf8").trim().split("\n").length;

  it("brings everything up in its order and tells how far each service is", async () => {
    const { code, document, stderr } = await up();
    assert.equal(code, 0, stderr);
    const phases = document.services.map(({ service, phase }) => `${service} ${phase}`);
    assert.deepEqual(phases, ["prepare done", "store ready", "web ready", "deploy done"]);
    assert.match(stderr, /Engine: Docker Compose .*\(you asked for it\)/);
    assert.match(stderr, /s {2}store: starting\n/);
    assert.match(stderr, /s {2}store: healthy\n/);
  });

  it("writes the .env of Compose, so that a bare Compose sees the same stack", () => {
    const text = readFileSync(join(stack.folder, ".env"), "utf8");
    assert.match(text, /^# Written by \.\/plinth/);
    assert.match(text, new RegExp(`^COMPOSE_PROJECT_NAME=${stack.name}$`, "m"));
    assert.match(text, new RegExp(`^PLINTH_PORT_WEB=${stack.port}$`, "m"));
  });

  it("replaces nothing on a second up, and runs the one-shots again", async () => {
    const ids = (): Promise<string> =>
      docker("inspect", "-f", "{{.Id}}", stack.container("store"), stack.container("web"));
    const before = await ids();
    const count = deployments();
    const { code, document } = await up();
    assert.equal(code, 0);
    assert.equal(await ids(), before);
    assert.equal(deployments(), count + 1, "deploy must run again, for files that came since");
    assert.match(document.engine.reason, /already up under Docker Compose|you asked for it/);
  });

  it("says in a preview what would change, and changes nothing", async () => {
    const preview = async (): Promise<Record<string, string>> => {
      const { code, stdout, stderr } = await stack.plinth(["preview", stack.name, "--json"]);
      // What the policies say of the stack is another matter.
      assert.ok(code === 0 || code === 1, stderr);
      const { changes } = JSON.parse(stdout) as { changes: { name: string; action: string }[] };
      return Object.fromEntries(
        changes.map(({ name, action }) => [name.slice(stack.name.length + 1), action]),
      );
    };
    assert.deepEqual(await preview(), { prepare: "start", store: "keep", web: "keep", deploy: "start" });
    stack.write({ web: "sleep 1000" });
    await docker("rm", "--force", stack.container("deploy"));
    assert.deepEqual(await preview(), { prepare: "start", store: "keep", web: "recreate", deploy: "create" });
    assert.equal((await stack.states())["web"], "running");
  });

  it("names the service that fails, shows its log, and goes on when it is mended", async () => {
    stack.write({ deploy: "echo the pool is missing >&2; exit 3" });
    const failed = await up();
    assert.equal(failed.code, 1);
    assert.equal(failed.document.error?.code, "service-unhealthy");
    assert.match(failed.document.error.message, /deploy did not come up: it ended with exit code 3/);
    assert.ok(failed.document.error.details.includes("the pool is missing"));
    assert.equal((await stack.states())["store"], "running", "what is up stays up");

    stack.write({});
    assert.equal((await up()).code, 0);
  });

  it("names a service that others wait for", async () => {
    stack.write({ prepare: "echo no space for folders; exit 1" });
    const { code, document } = await up();
    assert.equal(code, 1);
    assert.equal(document.error?.code, "service-unhealthy");
    assert.match(document.error.message, /prepare did not come up/);
  });

  it("gives up after the time limit, and says what it waited for", async () => {
    stack.write({ web: "exec sleep 3600", store: "exec sleep 3600" });
    const { code, document } = await up("--timeout", "15");
    assert.equal(code, 1);
    assert.equal(document.error?.code, "service-unhealthy");
    assert.match(document.error.message, /store did not come up/);
  });

  it("stays with the engine that the stack is up under", async () => {
    stack.write({});
    assert.equal((await up()).code, 0);
    const other = await stack.plinth(["up", stack.name, "--engine", "pulumi", "--json"]);
    assert.equal(other.code, 4, other.stderr);
    assert.equal((JSON.parse(other.stdout) as UpDocument).error?.code, "other-engine");
  });

  it("keeps the data on down, and deletes it only when told to", async () => {
    const down = await stack.plinth(["down", stack.name]);
    assert.equal(down.code, 0, down.stderr);
    assert.deepEqual(await stack.states(), {});
    assert.equal(await docker("network", "ls", "-q", "--filter", `name=^${stack.name}-`), "");
    assert.ok(existsSync(join(stack.dataDir, "deployed")));

    const refused = await stack.plinth(["down", stack.name, "--volumes"]);
    assert.equal(refused.code, 2, "nobody can be asked");
    assert.ok(existsSync(stack.dataDir));

    const deleted = await stack.plinth(["down", stack.name, "--volumes", "--yes", "--json"]);
    assert.equal(deleted.code, 0, deleted.stderr);
    assert.equal(existsSync(stack.dataDir), false);
    assert.equal((JSON.parse(deleted.stdout) as { engine: unknown }).engine, null);
  });

  it("adopts a stack that a bare Compose brought up under another project name", async () => {
    const project = ["--project-name", "somebody-else", "-f", join(stack.folder, "compose.yaml")];
    const compose = await findCompose();
    assert.ok("found" in compose);
    const [file, ...first] = compose.found.command;
    const bare = await execute(file, [...first, ...project, "up", "-d"]);
    assert.equal(bare.code, 0, bare.stderr);
    const id = await docker("inspect", "-f", "{{.Id}}", stack.container("store"));
    const { code, stderr } = await up();
    assert.equal(code, 0, stderr);
    assert.equal(await docker("inspect", "-f", "{{.Id}}", stack.container("store")), id);
    assert.match(readFileSync(join(stack.folder, ".env"), "utf8"), /^COMPOSE_PROJECT_NAME=somebody-else$/m);
    assert.equal((await stack.plinth(["down", stack.name])).code, 0);
    assert.deepEqual(await stack.states(), {});
  });
});
