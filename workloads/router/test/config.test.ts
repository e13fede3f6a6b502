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
