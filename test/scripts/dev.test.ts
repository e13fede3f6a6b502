import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { interruptGroup } from "../helpers/child";
import { skipBecause } from "../helpers/skip";
import { eventually, execute, freePort, repository } from "../helpers/stack";

const agentFolder = join(repository, "workloads", "local-agent");
/** Starts nothing beside the router. */
const elsewhere = { LOCAL_AGENT_URL: "http://127.0.0.1:9" };
const noModel = { LOCAL_AGENT_MODEL_PATH: "/nowhere.gguf" };

/** A run of `npm run dev`, as a terminal has it: a process group of its own. */
class Dev {
  output = "";
  readonly child: ChildProcess;
  private readonly closed: Promise<unknown[]>;

  constructor(environment: NodeJS.ProcessEnv) {
    this.child = spawn("npm", ["run", "--silent", "dev"], {
      cwd: repository,
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    this.closed = once(this.child, "close");
  }

  /** What a line says, once there is one that does. */
  says(pattern: RegExp): Promise<string> {
    return eventually(`a line with ${pattern.source}`, 100, () => {
      const match = pattern.exec(this.output);
      return match === null ? Promise.reject(new Error(this.output)) : Promise.resolve(match[1] ?? match[0]);
    });
  }

  /** Exit status, or the signal: at Ctrl-C npm ends by SIGINT too, once what it runs has ended. */
  async ended(): Promise<number | string | null> {
    await this.closed;
    return this.child.exitCode ?? this.child.signalCode;
  }

  /** Ends what is left of a test that failed. */
  async clear(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) interruptGroup(this.child);
    await this.closed;
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("scripts/dev", function () {
  this.timeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), "plinth-dev-"));
  let dev: Dev | undefined;

  const start = async (environment: NodeJS.ProcessEnv): Promise<{ dev: Dev; url: string; pid: number }> => {
    dev = new Dev({ PLINTH_DEV_DIR: folder, ROUTER_PORT: String(await freePort()), ...environment });
    const url = await dev.says(/^dev +\| The router answers at (\S+)\/v1;/m);
    const pid = Number(await dev.says(/^router +\| .*"pid":(\d+).*listening at/m));
    return { dev, url, pid };
  };

  afterEach(async () => {
    await dev?.clear();
    dev = undefined;
  });

  after(() => rmSync(folder, { recursive: true }));

  it("starts the router alone where there is no agent, and ends it with Ctrl-C", async () => {
    const { dev: run, url, pid } = await start(noModel);
    await run.says(
      /^(dev +\| The local agent is not installed|local-agent +\| .*\/nowhere\.gguf .*is missing)/m,
    );
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
    assert.equal((await fetch(`${url}/v1/models`)).status, 200, "clients need no key");
    assert.match(run.output, /^dev +\| It has no model yet/m);
    interruptGroup(run.child);
    assert.equal(await run.ended(), "SIGINT");
    assert.match(run.output, /^router +\| .*"stopped"/m);
    assert.equal(isThere(pid), false);
  });

  it("has an admin key of its own, with which ./plinth asks the router", async () => {
    const { url } = await start(elsewhere);
    const keyFile = join(folder, "admin_key");
    assert.equal(statSync(keyFile).mode & 0o777, 0o600);
    const args = ["keys", "list", "--json", "--url", url, "--admin-key-file", keyFile];
    const { code, stdout } = await execute(join(repository, "plinth"), args);
    assert.deepEqual([code, JSON.parse(stdout)], [0, { keys: [] }]);
  });

  it("starts both, and the router answers by the agent's model", async function () {
    if (!existsSync(join(agentFolder, "node_modules", "node-llama-cpp")))
      skipBecause(this, "the packages of workloads/local-agent are not installed");
    const model = join(folder, "tiny.gguf");
    const make = [
      `import { writeFileSync } from "node:fs";`,
      `import { tinyModel } from ${JSON.stringify(join(agentFolder, "test/helpers/tiny-model.ts"))};`,
      `writeFileSync(${JSON.stringify(model)}, tinyModel());`,
    ].join("\n");
    const made = await execute(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", make]);
    assert.equal(made.code, 0, made.stderr);
    const port = String(await freePort());
    const { dev: run, url, pid } = await start({ LOCAL_AGENT_MODEL_PATH: model, LOCAL_AGENT_PORT: port });
    await run.says(/^local-agent +\| .*"model loaded"/m);
    const answer = await fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        ...{ model: "local_mistral-7b-instruct-q4", max_tokens: 4 },
        messages: [{ role: "user", content: "Say hello." }],
      }),
    });
    const text = await answer.text();
    assert.equal(answer.status, 200, text);
    assert.match(text, /"finish_reason":"length"/);
    interruptGroup(run.child);
    assert.equal(await run.ended(), "SIGINT");
    assert.match(run.output, /^local-agent +\| .*"stopped"/m);
    assert.equal(isThere(pid), false);
    await assert.rejects(fetch(`http://127.0.0.1:${port}/healthz`), "the agent is gone too");
  });

  it("starts no agent where the environment names one", async () => {
    const { dev: run } = await start(elsewhere);
    assert.match(run.output, /^dev +\| LOCAL_AGENT_URL names the local agent at http:\/\/127\.0\.0\.1:9/m);
    assert.doesNotMatch(run.output, /^local-agent/m);
  });

  it("ends with the router's exit status where it cannot start, and says why", async () => {
    dev = new Dev({ PLINTH_DEV_DIR: folder, ...elsewhere, ROUTER_PORT: "no port" });
    assert.equal(await dev.ended(), 2);
    assert.match(dev.output, /^router +\| ROUTER_PORT is "no port"; it must be an integer/m);
  });

  it("takes the router with it when it is killed", async () => {
    const { dev: run, pid } = await start(elsewhere);
    assert.ok(run.child.pid !== undefined);
    process.kill(-run.child.pid, "SIGKILL");
    await run.ended();
    await eventually("the router is gone", 30, () => Promise.resolve(isThere(pid) ? undefined : true));
  });
});
