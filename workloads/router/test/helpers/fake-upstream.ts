import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the fake upstream was asked. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export type Answer = (response: ServerResponse, request: SeenRequest) => void | Promise<void>;

/** An OpenAI-compatible server on a real socket, which answers as a test tells it. */
export class FakeUpstream {
  readonly seen: SeenRequest[] = [];
  answer: Answer = (response) => sendJson(response, 200, completion("hello"));
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      void this.#handle(request, response);
    });
  }

  static async start(answer?: Answer): Promise<FakeUpstream> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const upstream = new FakeUpstream(server);
    if (answer !== undefined) upstream.answer = answer;
    return upstream;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `${this.origin}/v1`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const { method = "", url = "", headers } = request;
    const seen = { method, url, headers, body: Buffer.concat(pieces).toString() };
    this.seen.push(seen);
    await this.answer(response, seen);
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

/** Begins a stream; the caller writes events. */
export function beginStream(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
}

export function completion(content: string): object {
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1_700_000_000,
    model: "tiny",
    choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  };
}

/** One event of a streaming answer. */
export function chunk(content: string, finish: string | null = null, index = 0): string {
  const delta = content === "" ? {} : { content };
  const choices = [{ index, delta, finish_reason: finish }];
  const body = {
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1_700_000_000,
    model: "tiny",
    choices,
  };
  return `data: ${JSON.stringify(body)}\n\n`;
}

export const DONE = "data: [DONE]\n\n";

export const MODELS = {
  object: "list",
  data: [
    { id: "tiny", object: "model", created: 1_700_000_000, owned_by: "library" },
    { id: "org/large:7b", object: "model", created: 1_700_000_000, owned_by: "library" },
  ],
};
