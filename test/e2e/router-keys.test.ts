import assert from "node:assert/strict";
import { join } from "node:path";
import type { MadeKey } from "../../automation/router/api";
import { docker, dockerAnswers, eventually, execute, http, repository, TestStack } from "../helpers/stack";
import type { Answer } from "../helpers/stack";

const engine = process.env["PLINTH_E2E_ENGINE"] ?? "compose";

/** An upstream that says one word; the router's image runs it, on the stack's own network. */
const upstreamProgram = `
  const { createServer } = require("node:http");
  const part = (delta) => "data: " + JSON.stringify({ id: "1", object: "chat.completion.chunk", created: 1,
    model: "m", choices: [{ index: 0, delta, finish_reason: delta.content ? null : "stop" }] }) + "\\n\\n";
  createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    if (JSON.parse(text || "{}").stream) {
      response.writeHead(200, { "content-type": "text/event-stream" });
      return response.end(part({ content: "hello" }) + part({}) + "data: [DONE]\\n\\n");
    }
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ id: "1", object: "chat.completion", created: 1, model: "m",
      choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "hello" } }],
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } }));
  }).listen(9000);
`;

describe("test/e2e/router-keys", function () {
  this.timeout("30m");
  let stack: TestStack;
  let engineAnswers = false;
  let known: MadeKey;
  let limited: MadeKey;

  const upstream = (): string => stack.container("upstream");

  /** `./plinth keys <args>`, or another command that asks the stack's own router. */
  const asked = async <Answer>(command: string, ...args: string[]): Promise<Answer> => {
    const all = [command, ...args, "--json", "--stack", stack.name];
    const { code, stdout, stderr } = await execute(join(repository, "plinth"), all);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Answer;
  };

  const make = (name: string, ...limits: string[]): Promise<MadeKey> =>
    asked("keys", "create", name, ...limits);

  /** Through Traefik, by the name that people use. */
  const chat = (key: string | undefined, more: Readonly<Record<string, unknown>> = {}): Promise<Answer> =>
    http(stack.ports.web, "/v1/chat/completions", {
      method: "POST",
      host: `router.localhost:${String(stack.ports.web)}`,
      body: { model: "m", messages: [{ role: "user", content: "hello" }], ...more },
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    });

  const codeOf = (answer: Answer): [number, string] => [
    answer.status,
    answer.json<{ error: { code: string } }>().error.code,
  ];

  const redisUp = async (expected: 0 | 1): Promise<void> => {
    await eventually(`the router says that Redis is ${expected === 1 ? "there" : "away"}`, 60, async () => {
      const metrics = await http(stack.ports.router, "/metrics");
      return metrics.body.toString().includes(`\nplinth_router_redis_up ${String(expected)}\n`) || undefined;
    });
  };

  const routerAnswers = (): Promise<boolean> =>
    eventually("the router answers", 120, async () =>
      (await http(stack.ports.router, "/healthz")).status === 200 ? true : undefined,
    );

  before(async function () {
    engineAnswers = await dockerAnswers();
    if (!engineAnswers) {
      console.log("    skipped: no Docker engine answers on this machine");
      this.skip();
    }
    stack = await TestStack.create("e2e-keys", {
      "plinth:router": { upstreamUrl: "http://upstream:9000/v1", auth: "keys" },
    });
    await stack.plinth("down", "--volumes", "--yes");
    const up = await stack.plinth("up", "--engine", engine);
    assert.equal(up.code, 0, up.stderr.slice(-4000));
    const { Config } = await stack.inspect("router");
    await docker(
      ...["run", "--detach", "--name", upstream(), "--memory", "128m", "--read-only"],
      ...["--network", `${stack.name}-edge`, "--network-alias", "upstream"],
      ...[Config.Image, "node", "--eval", upstreamProgram],
    );
  });

  after(async () => {
    if (!engineAnswers) return;
    await docker("rm", "--force", upstream()).catch(() => undefined);
    await stack.plinth("down", "--volumes", "--yes");
    stack.forget();
  });

  it("answers nobody who has no key, and takes the admin key for none of a client", async () => {
    assert.deepEqual(codeOf(await chat(undefined)), [401, "invalid_api_key"]);
    assert.deepEqual(codeOf(await chat(stack.secretFile("router", "admin_key"))), [401, "invalid_api_key"]);
    assert.deepEqual(codeOf(await http(stack.ports.router, "/admin/v1/keys")), [401, "invalid_api_key"]);
  });

  it("answers whoever has a key, whole and as a stream, through Traefik", async () => {
    known = await make("known");
    const whole = await chat(known.key);
    assert.equal(whole.status, 200, whole.body.toString());
    assert.ok(whole.body.includes('"hello"'));
    const stream = await chat(known.key, { stream: true });
    assert.match(stream.body.toString(), /"hello"[^]*\n\ndata: \[DONE\]\n\n$/);
  });

  it("refuses a key that is over its limit", async () => {
    await redisUp(1);
    limited = await make("limited", "--requests-per-minute", "1");
    assert.equal((await chat(limited.key)).status, 200);
    assert.deepEqual(codeOf(await chat(limited.key)), [429, "rate_limit_exceeded"]);
  });

  it("knows its keys and what they asked for after it was killed", async () => {
    await docker("kill", stack.container("router"));
    await docker("start", stack.container("router"));
    await routerAnswers();
    await redisUp(1);
    // Only Redis can have told it: the process that counted is gone.
    assert.deepEqual(codeOf(await chat(limited.key)), [429, "rate_limit_exceeded"]);
    assert.equal((await chat(known.key)).status, 200);
    const { keys } = await asked<{ keys: { id: string }[] }>("keys", "list");
    assert.deepEqual(keys.map(({ id }) => id).sort(), [known.id, limited.id].sort());
  });

  it("serves and counts for itself while Redis is away", async () => {
    await docker("kill", stack.container("redis"));
    await redisUp(0);
    assert.equal((await chat(known.key)).status, 200);
    const once = await make("once", "--requests-per-minute", "1");
    assert.equal((await chat(once.key)).status, 200);
    assert.deepEqual(codeOf(await chat(once.key)), [429, "rate_limit_exceeded"]);
    await docker("start", stack.container("redis"));
    await redisUp(1);
  });

  it("serves the keys that it knows while Postgres is away, and says so to others", async () => {
    const stranger = await make("not asked yet");
    assert.equal((await chat(known.key)).status, 200);
    await docker("kill", stack.container("postgres"));
    assert.equal((await chat(known.key)).status, 200);
    assert.deepEqual(codeOf(await chat(stranger.key)), [503, "database_unavailable"]);
    await docker("start", stack.container("postgres"));
    await eventually("the key is known", 120, async () =>
      (await chat(stranger.key)).status === 200 ? true : undefined,
    );
  });

  it("takes a backend on the stack's own network, and a model on it", async () => {
    await asked("models", "add-backend", "beside", "--backend-url", "http://upstream:9000/v1");
    await asked("models", "add", "named", "--target", "beside/m");
    const answer = await chat(known.key, { model: "named" });
    assert.equal(answer.status, 200, answer.body.toString());
  });

  it("refuses a key that was revoked, at once", async () => {
    await asked("keys", "revoke", "known");
    assert.deepEqual(codeOf(await chat(known.key)), [401, "invalid_api_key"]);
  });

  it("asks clients for no key where the stack's file says so, and keeps the keys", async () => {
    stack.configure({ "plinth:router": { upstreamUrl: "http://upstream:9000/v1" } });
    const up = await stack.plinth("up", "--engine", engine);
    assert.equal(up.code, 0, up.stderr.slice(-4000));
    assert.equal((await chat(undefined)).status, 200);
    assert.equal((await asked<{ id: string }>("keys", "show", "limited")).id, limited.id);
  });
});
