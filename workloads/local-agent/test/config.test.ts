import assert from "node:assert/strict";
import { homedir } from "node:os";
import { join } from "node:path";

import { ConfigError, loadConfig, variables } from "../src/config.ts";

function issuesOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split("\n");
    throw error;
  }
  return [];
}

describe("config", () => {
  it("listens on loopback, port 5000, with Mistral 7B, where nothing is said", () => {
    const { host, port, model, modelPath } = loadConfig({ LOCAL_AGENT_PORT: "" });
    assert.deepEqual([host, port, model], ["127.0.0.1", 5000, "local_mistral-7b-instruct-q4"]);
    assert.equal(modelPath, join(homedir(), ".cache/plinth/models/mistral-7b-instruct-q4.gguf"));
  });

  it("keeps models below XDG_CACHE_HOME, and takes other paths as they are", () => {
    const at = (env: Record<string, string>): string => loadConfig(env).modelPath;
    assert.equal(at({ XDG_CACHE_HOME: "/cache" }), "/cache/plinth/models/mistral-7b-instruct-q4.gguf");
    assert.equal(at({ XDG_CACHE_HOME: "/cache", LOCAL_AGENT_MODEL_PATH: "/a/b.gguf" }), "/a/b.gguf");
    assert.equal(at({ LOCAL_AGENT_MODEL_PATH: "~/b.gguf" }), join(homedir(), "b.gguf"));
  });

  it("reads every variable", () => {
    const config = loadConfig({
      LOCAL_AGENT_MODEL: "local_tiny",
      LOCAL_AGENT_MODEL_PATH: "tiny.gguf",
      LOCAL_AGENT_MODEL_URI: "https://example.com/tiny.gguf",
      LOCAL_AGENT_CONTEXT_TOKENS: "128",
      LOCAL_AGENT_CONCURRENCY: "2",
      LOCAL_AGENT_THREADS: "3",
      LOCAL_AGENT_QUEUE_LIMIT: "4",
      LOCAL_AGENT_PROMPT_FORMAT: "raw",
      LOCAL_AGENT_HOST: "::1",
      LOCAL_AGENT_PORT: "5001",
      LOCAL_AGENT_BODY_LIMIT_MIB: "0.5",
      LOCAL_AGENT_DRAIN_SECONDS: "1.5",
      LOCAL_AGENT_LOG_LEVEL: "silent",
    });
    assert.deepEqual(config, {
      host: "::1",
      port: 5001,
      model: "local_tiny",
      modelPath: "tiny.gguf",
      modelUri: "https://example.com/tiny.gguf",
      contextTokens: 128,
      concurrency: 2,
      threads: 3,
      queueLimit: 4,
      promptFormat: "raw",
      bodyLimitBytes: 524_288,
      drainMs: 1500,
      logLevel: "silent",
    });
  });

  const WRONG: Readonly<Record<string, string>> = {
    LOCAL_AGENT_MODEL: "mistral",
    LOCAL_AGENT_MODEL_PATH: "model.bin",
    LOCAL_AGENT_MODEL_URI: "ftp://example.com/tiny.gguf",
    LOCAL_AGENT_CONTEXT_TOKENS: "63",
    LOCAL_AGENT_CONCURRENCY: "0",
    LOCAL_AGENT_THREADS: "-1",
    LOCAL_AGENT_QUEUE_LIMIT: "1.5",
    LOCAL_AGENT_PROMPT_FORMAT: "Chat",
    LOCAL_AGENT_HOST: "not a host",
    LOCAL_AGENT_PORT: "65536",
    LOCAL_AGENT_BODY_LIMIT_MIB: "0",
    LOCAL_AGENT_DRAIN_SECONDS: "soon",
    LOCAL_AGENT_LOG_LEVEL: "loud",
  };

  it("tells every mistake at once, with what was given and what is allowed", () => {
    const issues = issuesOf(WRONG);
    assert.deepEqual(
      issues.map((issue) => issue.split(" ")[0]),
      Object.keys(variables),
    );
    assert.equal(
      issues.at(-4),
      'LOCAL_AGENT_PORT is "65536"; it must be an integer from 0 to 65535 (default 5000). Set it in the agent\'s environment.',
    );
  });
});
