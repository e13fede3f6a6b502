import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Context } from "mocha";

import { openSqlite } from "../../src/store/sqlite.ts";
import { ADMIN, askAdmin, newKey } from "../helpers/admin.ts";
import { FakeUpstream } from "../helpers/fake-upstream.ts";
import { listening, startRouter } from "../helpers/process.ts";
import type { RouterProcess } from "../helpers/process.ts";
import { CHAT } from "../helpers/router.ts";

/** Another process that holds SQLite's one place for writers until it is told to let it go. */
const HOLDER = `const { DatabaseSync } = require("node:sqlite");
const database = new DatabaseSync(process.argv[1]);
database.exec("BEGIN IMMEDIATE");
process.stdout.write("held");
process.stdin.once("data", () => { database.exec("COMMIT"); process.exit(); });`;

/** Makes a folder a file system of its own, of one MiB, for the program that follows. */
const SMALL_DISK = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"];
const MOUNT = 'mount -t tmpfs -o size=1m tmpfs "$0" && exec "$@"';

describe("faults, the database", function () {
  // Processes are started and ended on the way, and a statement waits five seconds for another writer.
  this.timeout(60_000);

  let folder: string;
  let path: string;
  let upstream: FakeUpstream;
  let router: RouterProcess | undefined;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "router-faults-"));
    path = join(folder, "models.db");
    upstream = await FakeUpstream.start();
  });
  afterEach(async () => {
    router?.child.kill("SIGKILL");
    await router?.exit;
    router = undefined;
    await upstream.stop();
    rmSync(folder, { recursive: true });
  });

  const start = (through: readonly string[] = []): Promise<string> => {
    const env = { ROUTER_UPSTREAM_URL: upstream.url, ROUTER_ADMIN_KEY: ADMIN, SQLITE_DB_PATH: path };
    router = startRouter({ ...env, ROUTER_PORT: "0" }, through);
    return listening(router);
  };
  const chat = (base: string, key: { authorization: string }): Promise<Response> =>
    fetch(`${base}/v1/chat/completions`, {
      method: "POST",
      headers: { ...key, "content-type": "application/json" },
      body: JSON.stringify(CHAT),
    });

  it("answers requests while another process holds it, and writes down later what they used", async () => {
    const base = await start();
    const known = await newKey(base);
    const unknown = await newKey(base);
    assert.equal((await chat(base, known)).status, 200);
    const holder = spawn(process.execPath, ["-e", HOLDER, path], { stdio: ["pipe", "pipe", "ignore"] });
    await once(holder.stdout, "data");
    for (const key of [known, unknown]) assert.equal((await chat(base, key)).status, 200);
    const refused = await askAdmin(base, "POST", "keys", { name: "late" });
    assert.deepEqual([refused.status, await codeOf(refused)], [503, "database_unavailable"]);
    const waiting = askAdmin(base, "POST", "keys", { name: "waits" });
    holder.stdin.end("let go");
    await once(holder, "close");
    assert.equal((await waiting).status, 201);
    router?.child.kill("SIGTERM");
    assert.equal(await router?.exit, 0);
    const database = openSqlite(path);
    const [used] = await database.query("SELECT SUM(requests) AS requests FROM router_key_usage");
    await database.close();
    assert.equal(used?.["requests"], 3);
  });

  it("answers requests while the disk is full, refuses what it would have to write, and recovers", async function () {
    needsOwnFileSystems(this);
    const base = await start([...SMALL_DISK, MOUNT, folder]);
    const key = await newKey(base);
    const model = { targets: [{ backend: "upstream", model: "tiny" }] };
    assert.equal((await askAdmin(base, "PUT", "models/stored", model)).status, 200);
    // As the router sees it: the file system is not there for others.
    const ballast = join("/proc", String(router?.child.pid), "root", folder, "ballast");
    fill(ballast);
    const long = { name: "x".repeat(90), tenant: "y".repeat(90) };
    const answers = [];
    for (let i = 0; i < 200 && answers.at(-1) !== 503; i++)
      answers.push((await askAdmin(base, "POST", "keys", long)).status);
    assert.equal(answers.at(-1), 503, answers.join());
    assert.deepEqual(new Set(answers.slice(0, -1)), answers.length > 1 ? new Set([201]) : new Set());
    for (let i = 0; i < 3; i++) assert.equal((await chat(base, key)).status, 200);
    assert.equal((await fetch(`${base}/healthz`)).status, 200);
    unlinkSync(ballast);
    const after = await newKey(base);
    assert.equal((await chat(base, after)).status, 200);
    const listed = (await (await askAdmin(base, "GET", "registry")).json()) as { stored: object };
    assert.match(JSON.stringify(listed.stored), /stored/);
  });

  it("has after a kill -9 every key and model that it said it has, however much was under way", async () => {
    let base = await start();
    const made: { authorization: string }[] = [];
    const models: string[] = [];
    const model = { targets: [{ backend: "upstream", model: "tiny" }] };
    const writer = async (number: number): Promise<void> => {
      for (let i = 0; ; i++) {
        made.push(await newKey(base));
        const name = `stored-${number}-${i}`;
        if ((await askAdmin(base, "PUT", `models/${name}`, model)).status === 200) models.push(name);
      }
    };
    const writers = [1, 2, 3, 4].map((number) => writer(number).catch(() => undefined));
    while (models.length < 20) await new Promise((resolve) => setTimeout(resolve, 5));
    router?.child.kill("SIGKILL");
    await Promise.all(writers);
    await router?.exit;
    base = await start();
    const { stored } = (await (await askAdmin(base, "GET", "registry")).json()) as {
      stored: { models: Record<string, unknown> };
    };
    assert.deepEqual(
      models.filter((name) => !(name in stored.models)),
      [],
    );
    const statuses = await Promise.all(made.map(async (key) => (await chat(base, key)).status));
    assert.deepEqual(new Set(statuses), new Set([200]));
  });
});

async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { error: { code: string } }).error.code;
}

/** Skips a test where a process may not have file systems of its own, and says so. */
function needsOwnFileSystems(context: Context): void {
  const tried = spawnSync("unshare", ["--user", "--map-root-user", "--mount", "true"], { stdio: "ignore" });
  if (tried.status === 0) return;
  Object.assign(context.test ?? {}, { skipReason: "no process may have a file system of its own here" });
  context.skip();
}

/** Writes until no byte is free. */
function fill(path: string): void {
  for (const size of [64 * 1024, 4096, 512, 1]) {
    const block = Buffer.alloc(size);
    for (let isFree = true; isFree;) {
      try {
        writeFileSync(path, block, { flag: "a" });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
        isFree = false;
      }
    }
  }
}
