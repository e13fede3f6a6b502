import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { namesBackend, routerSettings } from "../../../scripts/dev/settings";

describe("scripts/dev/settings", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "plinth-settings-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("keeps keys in a file of its own, asks clients for none, and makes an admin key once", () => {
    const first = routerSettings({}, folder, "http://127.0.0.1:5000");
    const file = join(folder, "admin_key");
    assert.deepEqual(first, {
      ROUTER_AUTH: "none",
      ROUTER_STORED_BACKENDS: "private",
      SQLITE_DB_PATH: join(folder, "models.db"),
      LOCAL_AGENT_URL: "http://127.0.0.1:5000",
      ROUTER_ADMIN_KEY_FILE: file,
    });
    const key = readFileSync(file, "utf8");
    assert.match(key, /^[0-9a-f]{64}$/);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    routerSettings({}, folder, undefined);
    assert.equal(readFileSync(file, "utf8"), key);
  });

  it("leaves alone what the environment sets, and makes no key where it names one", () => {
    const own = {
      ...{ ROUTER_AUTH: "keys", ROUTER_STORED_BACKENDS: "public", SQLITE_DB_PATH: "/own.db" },
      ...{ ROUTER_ADMIN_KEY: "own", LOCAL_AGENT_URL: "" },
    };
    assert.deepEqual(routerSettings(own, folder, undefined), {});
    assert.equal(existsSync(join(folder, "admin_key")), false);
  });

  it("knows whether the environment names a backend", () => {
    for (const name of [
      "ROUTER_UPSTREAM_URL",
      "ROUTER_REGISTRY_FILE",
      "LLMD_ENDPOINT",
      "EXTERNAL_OPENAI_KEY_FILE",
    ])
      assert.equal(namesBackend({ [name]: "x" }), true, name);
    assert.equal(namesBackend({ ROUTER_UPSTREAM_URL: "", PATH: "/bin", LOCAL_AGENT_URL: "x" }), false);
  });
});
