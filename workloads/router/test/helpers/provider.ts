import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { ModelCall } from "../../src/backends/backend.ts";
import type { Translation } from "../../src/backends/wire-format.ts";
import { RouterError } from "../../src/errors.ts";
import { EventFlow } from "../../src/upstream/event-flow.ts";

import { beginStream, FakeUpstream, sendJson } from "./fake-upstream.ts";
import { testRouter } from "./router.ts";
import type { TestRouter } from "./router.ts";

type Json = Readonly<Record<string, unknown>>;

/** A router before one provider, played by a fake upstream on a real socket, and a second place to fall back to. */
export class Provider {
  readonly upstream: FakeUpstream;
  readonly other: FakeUpstream;
  readonly router: TestRouter;
  readonly base: string;
  readonly #folder: string;
  readonly #kind: string;

  private constructor(
    kind: string,
    upstream: FakeUpstream,
    other: FakeUpstream,
    router: TestRouter,
    base: string,
    folder: string,
  ) {
    this.#kind = kind;
    this.upstream = upstream;
    this.other = other;
    this.router = router;
    this.base = base;
    this.#folder = folder;
  }

  /** @param model the entry of the model `m`, beside its targets; the model `other` is at the second place */
  static async start(kind: string, env: Record<string, string> = {}, model: object = {}): Promise<Provider> {
    const [upstream, other] = await Promise.all([FakeUpstream.start(), FakeUpstream.start()]);
    const folder = mkdtempSync(join(tmpdir(), "router-provider-"));
    const file = join(folder, "registry.yaml");
    const backends = {
      [kind]: { kind, url: upstream.url },
      elsewhere: { kind: "openai-compatible", url: other.url },
    };
    const models = {
      m: { targets: [{ backend: kind, model: "m-1" }], num_retries: 0, ...model },
      "p/*": { targets: [{ backend: kind, model: "*" }], num_retries: 0 },
      other: { targets: [{ backend: "elsewhere", model: "other" }], num_retries: 0 },
    };
    writeFileSync(file, JSON.stringify({ backends, models }));
    const router = testRouter(undefined, { ROUTER_REGISTRY_FILE: file, ...env });
    return new Provider(kind, upstream, other, router, await router.listen(), folder);
  }

  /** Asks for a chat completion of the model `m`. */
  chat(body: object = {}): Promise<Response> {
    return this.post("/v1/chat/completions", { messages: [{ role: "user", content: "hi" }], ...body });
  }

  /** Asks any route for the model `m`. */
  post(path: string, body: object): Promise<Response> {
    return fetch(`${this.base}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "m", ...body }),
    });
  }

  /** What the provider was sent last. */
  get sent(): Json {
    return JSON.parse(this.upstream.seen.at(-1)?.body ?? "null") as Json;
  }

  /** The provider answers with a recorded answer: `.json` as a whole, `.sse` as a stream. */
  plays(name: string, status = 200, headers: Record<string, string> = {}): void {
    const text = fixture(this.#kind, name);
    this.upstream.answer = (response) => play(response, name, text, status, headers);
  }

  async stop(): Promise<void> {
    this.router.app.server.closeAllConnections();
    await this.router.app.close();
    await Promise.all([this.upstream.stop(), this.other.stop()]);
    rmSync(this.#folder, { recursive: true });
  }
}

function play(
  response: ServerResponse,
  name: string,
  text: string,
  status: number,
  headers: Record<string, string>,
): void {
  if (!name.endsWith(".sse")) return sendJson(response, status, JSON.parse(text), headers);
  beginStream(response);
  response.end(text);
  return undefined;
}

/** A recorded answer. */
export function fixture(kind: string, name: string): string {
  return readFileSync(new URL(`../fixtures/${kind}/${name}`, import.meta.url), "utf8");
}

/** A call as routing makes it. */
export function callOf(json: Json, changes: Partial<ModelCall> = {}): ModelCall {
  return {
    operation: "chat",
    model: "m-1",
    requestId: "req-1",
    headers: {},
    signal: new AbortController().signal,
    body: Buffer.from(JSON.stringify(json)),
    json,
    stream: json["stream"] === true,
    choices: Number(json["n"] ?? 1),
    ...changes,
  };
}

/** The payloads of a stream of events, `[DONE]` included. */
export function payloads(text: string): unknown[] {
  const lines = text.split("\n").filter((line) => line.startsWith("data: "));
  return lines.map((line) =>
    line === "data: [DONE]" ? "[DONE]" : (JSON.parse(line.slice("data: ".length)) as unknown),
  );
}

/** What a client hears of a stream whose bytes come in these chunks: all events, and how it ended. */
export function heard(translation: Translation, choices: number, chunks: readonly Buffer[]): string {
  let text = "";
  const flow = new EventFlow({
    choices,
    secret: undefined,
    translation,
    eventLimitBytes: 1e6,
    onOpen: () => undefined,
    pause: () => undefined,
    resume: () => undefined,
  });
  flow.start({
    write: (block) => (text += block.toString()),
    end: () => (text += "(end)"),
    fail: (error) => (text += `(${error.code})`),
  });
  try {
    for (const chunk of chunks) flow.push(chunk);
    flow.end();
  } catch (error) {
    text += error instanceof RouterError ? `(${error.code})` : `(${(error as Error).message})`;
  }
  return text.replaceAll(/"created":\d+/g, '"created":0');
}

/** The same bytes in pieces that end where the cuts say. */
export function cutAt(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % bytes.length))].sort((a, b) => a - b);
  return [...places, bytes.length].map((end, i) => bytes.subarray(places[i - 1] ?? 0, end));
}

/** The message that a stream's events make, as OpenAI's clients put it together. */
export function assembled(events: readonly unknown[], index = 0): Json {
  let content = "";
  let reasoning = "";
  let finish: unknown = null;
  const calls: { id: string; function: { name: string; arguments: string } }[] = [];
  for (const event of events) {
    if (event === "[DONE]") continue;
    const choices = (event as { choices: { index: number; delta: Json; finish_reason: unknown }[] }).choices;
    for (const { delta, finish_reason: reason } of choices.filter((choice) => choice.index === index)) {
      finish = reason ?? finish;
      content += (delta["content"] as string | undefined) ?? "";
      reasoning += (delta["reasoning_content"] as string | undefined) ?? "";
      for (const call of (delta["tool_calls"] ?? []) as { index: number; id: string; function: Json }[]) {
        const { name = "", arguments: piece = "" } = call.function as { name?: string; arguments?: string };
        calls[call.index] ??= { id: call.id, function: { name, arguments: "" } };
        (calls[call.index] as { function: { arguments: string } }).function.arguments += piece;
      }
    }
  }
  return { content, reasoning, finish, calls };
}
