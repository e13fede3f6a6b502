import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ConfigError, loadConfig } from "../src/config.ts";

const UPSTREAM = { ROUTER_UPSTREAM_URL: "http://localhost:11434/v1" };

function issuesOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.issues;
  }
  return [];
}

describe("config", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "router-config-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("needs nothing but the upstream", () => {
    const config = loadConfig(UPSTREAM);
    assert.equal(config.registry.backends["upstream"]?.url, "http://localhost:11434/v1");
    assert.deepEqual(config.registry.models["*"]?.targets, [
      { backend: "upstream", model: "*", priority: 0, weight: 1 },
    ]);
    assert.equal(config.keyOf("ROUTER_UPSTREAM_API_KEY"), undefined);
    assert.equal(config.port, 8000);
    assert.equal(config.bodyLimitBytes, 10 * 1024 * 1024);
    assert.equal(config.limits.stallMs, 60_000);
  });

  it("takes an empty variable for one that is not set", () => {
    assert.equal(loadConfig({ ...UPSTREAM, ROUTER_PORT: "", ROUTER_UPSTREAM_API_KEY_FILE: "" }).port, 8000);
  });

  it("starts without any backend: models may come later", () => {
    assert.deepEqual(loadConfig({}).registry, { backends: {}, models: {} });
  });

  it("makes a backend of llm-d and of a provider whose key is there", () => {
    const { registry } = loadConfig({
      LLMD_ENDPOINT: "http://gateway.llm-d",
      EXTERNAL_OPENAI_KEY: "sk-test",
    });
    assert.equal(registry.backends["llm-d"]?.url, "http://gateway.llm-d/v1");
    assert.deepEqual(Object.keys(registry.models), ["openai/*", "llm-d/*"]);
  });

  it("makes a backend of each provider whose key is there", () => {
    const { registry } = loadConfig({ EXTERNAL_ANTHROPIC_KEY: "sk-a", EXTERNAL_GEMINI_KEY: "AI-g" });
    assert.deepEqual(Object.keys(registry.models), ["anthropic/*", "gemini/*"]);
    assert.deepEqual(registry.backends["gemini"], { kind: "gemini", stream_usage: true });
  });

  it("makes a backend of the local agent, whose models keep their names", () => {
    const { registry } = loadConfig({ LOCAL_AGENT_URL: "http://localhost:5000" });
    assert.equal(registry.backends["local-agent"]?.url, "http://localhost:5000/");
    assert.deepEqual(registry.models["local_*"]?.targets, [
      { backend: "local-agent", model: "local_*", priority: 0, weight: 1 },
    ]);
    assert.match(issuesOf({ LOCAL_AGENT_URL: "localhost" })[0] ?? "", /must be the address of a local agent/);
  });

  it("tells every mistake at once, each with name, value, range and what to do", () => {
    const issues = issuesOf({
      ROUTER_PORT: "70000",
      ROUTER_DRAIN_SECONDS: "-1",
      ROUTER_BODY_LIMIT_MIB: "ten",
      ROUTER_LOG_LEVEL: "loud",
    });
    assert.equal(issues.length, 4);
    assert.ok(
      issues.includes(
        'ROUTER_PORT is "70000"; it must be an integer from 0 to 65535 (default 8000). Set it in the router\'s environment.',
      ),
    );
  });

  for (const url of [
    "localhost:11434",
    "ftp://host/v1",
    "http://host/v1?key=1",
    "http://host/v1#a",
    "nonsense",
  ]) {
    it(`refuses the upstream ${url}`, () => {
      assert.match(
        issuesOf({ ROUTER_UPSTREAM_URL: url })[0] ?? "",
        /ROUTER_UPSTREAM_URL is .* must be the base URL/,
      );
    });
  }

  it("refuses credentials in the upstream's URL without showing them", () => {
    const [issue = ""] = issuesOf({ ROUTER_UPSTREAM_URL: "http://user:hunter2@host/v1" });
    assert.match(issue, /without user/);
    assert.doesNotMatch(issue, /hunter2/);
  });

  describe("the password of a server", () => {
    const file = { DATABASE_PASSWORD_FILE: "/run/password" };

    it("is read from its file at each connection, and from its variable", () => {
      const path = join(folder, "password");
      const env = { DATABASE_URL: "postgres://router@db/router", DATABASE_PASSWORD_FILE: path };
      const { password } = loadConfig(env).database.postgres ?? {};
      for (const word of ["one", "two"]) {
        writeFileSync(path, `${word}\n`);
        assert.equal(password?.(), word);
      }
      const { redis } = loadConfig({ REDIS_URL: "redis://router@cache", REDIS_PASSWORD: "three" });
      assert.equal(redis?.password?.(), "three");
    });

    it("is not asked for where the URL has it, or no server needs one", () => {
      const { database, redis } = loadConfig({
        DATABASE_URL: "postgres://a:b@db/router",
        REDIS_PASSWORD: " ",
      });
      assert.deepEqual([database.postgres?.password, redis], [undefined, undefined]);
    });

    it("stands in one place", () => {
      assert.deepEqual(issuesOf({ DATABASE_URL: "postgres://a:secret@db/router", ...file }), [
        "DATABASE_URL has a password, and DATABASE_PASSWORD_FILE is set as well; there can be one. " +
          "Leave the password out of DATABASE_URL, or unset DATABASE_PASSWORD_FILE.",
      ]);
    });

    it("is of no use without the server's URL", () => {
      assert.deepEqual(issuesOf({ ...file, REDIS_PASSWORD: "secret" }), [
        "DATABASE_PASSWORD_FILE is set, and DATABASE_URL is not; a password belongs to a URL. " +
          "Set DATABASE_URL or DATABASE_URL_FILE, or unset DATABASE_PASSWORD_FILE for SQLite.",
        "REDIS_PASSWORD is set, and REDIS_URL is not; a password belongs to a URL. " +
          "Set REDIS_URL or REDIS_URL_FILE, or unset REDIS_PASSWORD to count in this process alone.",
      ]);
    });

    it("does not make a URL of another scheme one", () => {
      assert.deepEqual(issuesOf({ DATABASE_URL: "mysql://db", REDIS_URL: "http://cache" }), [
        "DATABASE_URL is no URL of Postgres; it must be postgres://USER:PASSWORD@HOST:PORT/DATABASE. Correct it, or unset it for SQLite.",
        "REDIS_URL is no URL of Redis; it must be redis://USER:PASSWORD@HOST:PORT/0, or rediss:// for TLS. Correct it, or unset it to count in this process alone.",
      ]);
    });
  });

  describe("the key's file", () => {
    it("gives the key without the line end", () => {
      const file = join(folder, "key");
      writeFileSync(file, "sk-secret\n");
      assert.equal(
        loadConfig({ ...UPSTREAM, ROUTER_UPSTREAM_API_KEY_FILE: file }).keyOf("ROUTER_UPSTREAM_API_KEY"),
        "sk-secret",
      );
    });

    it("means no key when it is empty or missing", () => {
      const empty = join(folder, "empty");
      writeFileSync(empty, "\n");
      for (const file of [empty, join(folder, "missing")]) {
        assert.equal(
          loadConfig({ ...UPSTREAM, ROUTER_UPSTREAM_API_KEY_FILE: file }).keyOf("ROUTER_UPSTREAM_API_KEY"),
          undefined,
        );
      }
    });

    it("is refused when it holds more than a key, and its content is not shown", () => {
      const file = join(folder, "two-lines");
      writeFileSync(file, "sk-one\nx-evil: 1\n");
      const [issue = ""] = issuesOf({ ...UPSTREAM, ROUTER_UPSTREAM_API_KEY_FILE: file });
      assert.match(issue, /must be one line of visible ASCII/);
      assert.doesNotMatch(issue, /sk-one|evil/);
    });

    it("is refused when it cannot be read", () => {
      const [issue = ""] = issuesOf({ ...UPSTREAM, ROUTER_UPSTREAM_API_KEY_FILE: folder });
      assert.match(issue, /cannot be read \(EISDIR\)/);
    });

    it("is refused when its mode forbids reading", () => {
      const file = join(folder, "forbidden");
      writeFileSync(file, "sk-secret");
      chmodSync(file, 0o000);
      // Root reads whatever the mode says, so it steps down for this one call.
      const isRoot = process.geteuid?.() === 0;
      if (isRoot) process.seteuid?.(65534);
      const [issue = ""] = issuesOf({ ...UPSTREAM, ROUTER_UPSTREAM_API_KEY_FILE: file });
      if (isRoot) process.seteuid?.(0);
      assert.match(issue, /cannot be read \(EACCES\)/);
    });
  });
});
