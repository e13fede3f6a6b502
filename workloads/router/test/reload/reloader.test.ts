import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { beginStream, chunk, completion, DONE, FakeUpstream, sendJson } from "../helpers/fake-upstream.ts";
import { listening, said, startRouter } from "../helpers/process.ts";
import type { RouterProcess } from "../helpers/process.ts";
import { CHAT } from "../helpers/router.ts";
import { openStream, readAll } from "../helpers/streaming-client.ts";

const READ = /read the registry and the keys again/;
const KEPT = /what was in force stays: ([^"]*)/;

describe("reload/reloader", function () {
  // Each looks at what a process sees within a second, several times.
  this.timeout(60_000);
  let folder: string;
  let file: string;
  let one: FakeUpstream;
  let two: FakeUpstream;
  let router: RouterProcess | undefined;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "router-reload-"));
    file = join(folder, "registry.yaml");
    [one, two] = await Promise.all([FakeUpstream.start(), FakeUpstream.start()]);
    one.answer = (response) => sendJson(response, 200, completion("one"));
    two.answer = (response) => sendJson(response, 200, completion("two"));
  });
  afterEach(async () => {
    router?.child.kill("SIGKILL");
    await router?.exit;
    await Promise.all([one.stop(), two.stop()]);
    rmSync(folder, { recursive: true });
  });

  const registryAt = (upstream: FakeUpstream, model: object = {}): string => {
    const backends = {
      there: { kind: "openai-compatible", url: upstream.url, key_variable: "THERE_KEY" },
      second: { kind: "openai-compatible", url: two.url },
    };
    return JSON.stringify({
      backends,
      models: { tiny: { targets: [{ backend: "there", model: "tiny" }], ...model } },
    });
  };

  async function start(env: Record<string, string> = {}): Promise<string> {
    router = startRouter({ ROUTER_PORT: "0", ROUTER_REGISTRY_FILE: file, ...env });
    return listening(router);
  }

  /** What the process says after something was done to it. */
  async function after(act: () => unknown, pattern: RegExp): Promise<string> {
    const from = running().output().length;
    act();
    return (await said(running(), pattern, from))[1] ?? "";
  }

  function running(): RouterProcess {
    if (router === undefined) throw new Error("no router was started");
    return router;
  }

  async function answerOf(base: string, model = "tiny"): Promise<string> {
    const response = await fetch(`${base}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...CHAT, model }),
    });
    const body = (await response.json()) as {
      choices?: { message: { content: string } }[];
      error?: { code: string };
    };
    return body.choices?.[0]?.message.content ?? body.error?.code ?? "";
  }

  const hup = (): boolean => running().child.kill("SIGHUP");

  it("reads the registry again on SIGHUP, and cuts no open stream", async () => {
    writeFileSync(file, registryAt(one));
    const began = new Promise<ServerResponse>((resolve) => {
      one.answer = (response) => {
        beginStream(response);
        response.write(chunk("a"));
        resolve(response);
      };
    });
    const base = await start();
    const { response } = await openStream(base);
    const reading = readAll(response);
    writeFileSync(file, registryAt(two));
    await after(hup, READ);
    assert.equal(await answerOf(base), "two");
    (await began).end(chunk("b") + DONE);
    assert.equal(await reading, chunk("a") + chunk("b") + DONE);
  });

  it("lets a request under way fall back to a backend that is no longer there", async () => {
    writeFileSync(
      file,
      registryAt(one, {
        num_retries: 1,
        targets: ["there", "second"].map((backend) => ({ backend, model: "tiny" })),
      }),
    );
    const asked = new Promise<ServerResponse>((resolve) => (one.answer = resolve));
    const base = await start();
    const answer = answerOf(base);
    const first = await asked;
    writeFileSync(file, JSON.stringify({ models: {} }));
    await after(hup, READ);
    assert.equal(await answerOf(base), "model_not_found");
    first.socket?.destroy();
    assert.equal(await answer, "two");
  });

  it("sees a changed file by itself, written in place and swapped by a link as Kubernetes does", async () => {
    const revision = (name: string, content: string): void => {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, "registry.yaml"), content);
      symlinkSync(name, join(folder, "..data_tmp"));
      renameSync(join(folder, "..data_tmp"), join(folder, "..data"));
    };
    revision("..1", registryAt(one));
    symlinkSync(join("..data", "registry.yaml"), file);
    const base = await start();
    assert.equal(await answerOf(base), "one");
    await after(() => revision("..2", registryAt(two)), READ);
    assert.equal(await answerOf(base), "two");
    await after(() => writeFileSync(file, registryAt(one)), READ);
    assert.equal(await answerOf(base), "one");
  });

  it("takes a backend's new key and the admin API's, and closes the latter where its key is gone", async () => {
    const [key, admin] = [join(folder, "key"), join(folder, "admin")];
    writeFileSync(file, registryAt(one));
    writeFileSync(key, "first");
    writeFileSync(admin, "admin-first");
    const base = await start({
      THERE_KEY_FILE: key,
      ROUTER_ADMIN_KEY_FILE: admin,
      ROUTER_AUTH: "none",
      SQLITE_DB_PATH: join(folder, "models.db"),
    });
    const asAdmin = async (secret: string): Promise<number> =>
      (await fetch(`${base}/admin/v1/registry`, { headers: { authorization: `Bearer ${secret}` } })).status;
    await answerOf(base);
    assert.equal(await asAdmin("admin-first"), 200);
    await after(() => {
      writeFileSync(key, "second");
      writeFileSync(admin, "admin-second");
    }, READ);
    await answerOf(base);
    assert.deepEqual(
      one.seen.map(({ headers }) => headers.authorization),
      ["Bearer first", "Bearer second"],
    );
    assert.deepEqual([await asAdmin("admin-first"), await asAdmin("admin-second")], [401, 200]);
    await after(() => rmSync(admin), /"changed":\["ROUTER_ADMIN_KEY"\]/);
    assert.deepEqual([await asAdmin("admin-second"), await asAdmin("")], [401, 401]);
  });

  it("keeps what is in force where a file is broken, says so in one sentence, and counts it", async () => {
    const key = join(folder, "key");
    writeFileSync(file, registryAt(one));
    const base = await start({ THERE_KEY_FILE: key });
    const broken: [() => void, RegExp][] = [
      [() => writeFileSync(file, "models: ["), /registry\.yaml, which cannot be read as YAML/],
      [() => writeFileSync(file, '{"models": {"m": {}}}'), /models\.m\.targets is missing/],
      [
        () => writeFileSync(file, '{"models": {"m": {"targets": [{"backend": "gone", "model": "m"}]}}}'),
        /names the backend gone/,
      ],
      [() => rmSync(file), /ENOENT/],
    ];
    for (const [act, sentence] of broken) {
      assert.match(await after(act, KEPT), sentence);
      assert.equal(await answerOf(base), "one");
    }
    await after(() => writeFileSync(file, registryAt(one)), READ);
    assert.match(
      await after(() => writeFileSync(key, "two words"), KEPT),
      /THERE_KEY_FILE names .* is no key/,
    );
    assert.equal((await metrics(base))["plinth_router_reload_last_ok"], "0");
    await after(() => writeFileSync(key, "sound"), READ);
    const counted = await metrics(base);
    assert.equal(counted["plinth_router_reload_last_ok"], "1");
    assert.equal(counted['plinth_router_reloads_total{result="failed"}'], String(broken.length + 1));
    assert.equal(counted['plinth_router_reloads_total{result="ok"}'], "2");
  });

  async function metrics(base: string): Promise<Record<string, string>> {
    const text = await (await fetch(`${base}/metrics`)).text();
    return Object.fromEntries(text.split("\n").map((line) => line.split(" ") as [string, string]));
  }
});
