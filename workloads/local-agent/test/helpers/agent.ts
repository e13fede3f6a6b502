import { once } from "node:events";
import { request } from "node:http";
import type { ClientRequest, IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import { Agent } from "../../src/app.ts";
import { loadConfig } from "../../src/config.ts";
import { jsonLog } from "../../src/log.ts";

/** Reads a stream to its end. */
export const readAll = text;

/** What `POST /infer` answers, as far as tests read it. */
export interface Answer {
  readonly text: string;
  readonly finish_reason?: string;
  readonly usage?: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly total_tokens: number;
  };
}

/** An error as clients see it. */
export interface Refusal {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string;
  };
}

/** An agent in this process that listens on a free port, with the lines that it logs. */
export class TestAgent {
  readonly agent: Agent;
  readonly logs: string[] = [];

  /** @param env variables beside those that keep tests fast */
  constructor(modelPath: string, env: Record<string, string> = {}) {
    const variables = {
      LOCAL_AGENT_MODEL: "local_tiny",
      LOCAL_AGENT_MODEL_PATH: modelPath,
      LOCAL_AGENT_CONTEXT_TOKENS: "256",
      LOCAL_AGENT_THREADS: "1",
      LOCAL_AGENT_LOG_LEVEL: "debug",
      ...env,
    };
    const write = (line: string): unknown => this.logs.push(line);
    this.agent = new Agent(loadConfig(variables), jsonLog("debug", write));
  }

  static async start(modelPath: string, env: Record<string, string> = {}): Promise<TestAgent> {
    const started = new TestAgent(modelPath, env);
    await started.listen();
    await started.agent.load();
    return started;
  }

  async listen(): Promise<void> {
    this.agent.server.listen(0, "127.0.0.1");
    await once(this.agent.server, "listening");
  }

  get base(): string {
    return `http://127.0.0.1:${(this.agent.server.address() as AddressInfo).port}`;
  }

  post(body: unknown, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.base}/infer`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      ...init,
    });
  }

  async answer(body: object): Promise<Answer> {
    const response = await this.post(body);
    if (response.status !== 200) throw new Error(await response.text());
    return (await response.json()) as Answer;
  }

  async refusal(body: unknown, init?: RequestInit): Promise<Refusal["error"] & { status: number }> {
    const response = await this.post(body, init);
    const { error } = (await response.json()) as Refusal;
    return { status: response.status, ...error };
  }

  async health(): Promise<Record<string, unknown>> {
    return (await (await fetch(`${this.base}/healthz`)).json()) as Record<string, unknown>;
  }

  /** Waits until as many answers are under way and as many requests wait. */
  async until(running: number, waiting: number): Promise<void> {
    for (;;) {
      const now = await this.health();
      if (now["running"] === running && now["waiting"] === waiting) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async stop(): Promise<void> {
    this.agent.server.closeAllConnections();
    await this.agent.close();
  }
}

/** A client on a real socket that sees each piece when it comes. */
export interface OpenStream {
  readonly request: ClientRequest;
  readonly response: IncomingMessage;
}

/** Asks for a stream and waits for its head. */
export async function openStream(base: string, body: object): Promise<OpenStream> {
  const sent = request(`${base}/infer`, {
    method: "POST",
    agent: false,
    headers: { "content-type": "application/json" },
  });
  sent.end(JSON.stringify({ stream: true, ...body }));
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return { request: sent, response };
}

/** The data of each event of a stream; `[DONE]` stays a string. */
export function eventsOf(stream: string): (Answer | Refusal | "[DONE]")[] {
  const blocks = stream.split("\n\n").filter((block) => block !== "");
  return blocks.map((block) => {
    const data = block.slice("data: ".length);
    return data === "[DONE]" ? data : (JSON.parse(data) as Answer | Refusal);
  });
}

/** The text that the events of a stream say together. */
export function textOf(stream: string): string {
  return eventsOf(stream)
    .map((event) => (typeof event === "object" && "text" in event ? event.text : ""))
    .join("");
}
