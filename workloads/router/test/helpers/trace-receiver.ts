import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";

/** A span as it came, with its attributes as plain values. */
export interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly kind: "server" | "client";
  /** 2 is an error. */
  readonly status: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface Value {
  readonly stringValue?: string;
  readonly intValue?: number | string;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values: Value[] };
}
type Pairs = readonly { readonly key: string; readonly value: Value }[];
interface Sent {
  readonly resourceSpans: {
    readonly resource: { readonly attributes: Pairs };
    readonly scopeSpans: {
      readonly spans: {
        readonly name: string;
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
        readonly kind: number;
        readonly status: { readonly code?: number };
        readonly attributes: Pairs;
      }[];
    }[];
  }[];
}

const SERVER_KIND = 2;

/** Takes traces by OTLP over HTTP, on a real socket. */
export class TraceReceiver {
  readonly spans: ReceivedSpan[] = [];
  resource: Readonly<Record<string, unknown>> = {};
  paths: string[] = [];
  /** All that came, as text. */
  text = "";
  /** Answers otherwise than with 200. */
  answer: ((response: ServerResponse) => void) | undefined;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      void this.#take(request, response);
    });
  }

  static async start(): Promise<TraceReceiver> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new TraceReceiver(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Waits for so many spans; gives those of the trace, the call's own first. */
  async received(count: number): Promise<readonly ReceivedSpan[]> {
    while (this.spans.length < count) await sleep(5);
    return this.spans.toSorted((a, b) => Number(b.kind === "server") - Number(a.kind === "server"));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    if (this.answer !== undefined) return this.answer(response);
    const body = Buffer.concat(pieces);
    const text = (request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).toString();
    this.text += text;
    this.paths.push(request.url ?? "");
    for (const { resource, scopeSpans } of (JSON.parse(text) as Sent).resourceSpans) {
      this.resource = plain(resource.attributes);
      for (const span of scopeSpans.flatMap(({ spans }) => spans))
        this.spans.push({
          ...span,
          parentSpanId: span.parentSpanId,
          kind: span.kind === SERVER_KIND ? "server" : "client",
          status: span.status.code ?? 0,
          attributes: plain(span.attributes),
        });
    }
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
    return undefined;
  }
}

function plain(pairs: Pairs): Record<string, unknown> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, valueOf(value)]));
}

function valueOf({ stringValue, intValue, doubleValue, arrayValue }: Value): unknown {
  if (arrayValue !== undefined) return arrayValue.values.map(valueOf);
  return stringValue ?? (intValue === undefined ? doubleValue : Number(intValue));
}
