/**
 * HTTP as the bench's own ends speak it, on bare sockets: a full client or server would take as much of the processor as
 * what is measured between them.
 */

/** Path that all gateways have. */
export const PATH = "/v1/chat/completions";

/** Pieces of text in a stream. */
export const PIECES = 50;

/** Models of the upstream, by the milliseconds between two pieces of a stream of theirs. */
export const paces = { fast: 0, paced: 20, slow: 100 } as const;
export type Model = keyof typeof paces;

/** The name that a model has in requests. */
export const nameOf = (model: Model): string => `bench-${model}`;

/** What each request asks, of about 530 bytes: a system prompt and a question. */
export function bodyOf(model: Model, stream: boolean): string {
  return JSON.stringify({
    model: nameOf(model),
    messages: [
      { role: "system", content: `You are a helpful assistant. ${"Answer in one sentence. ".repeat(6)}` },
      { role: "user", content: `Which is it? ${"This one, or the other? ".repeat(8)}` },
    ],
    temperature: 0.5,
    max_tokens: 100,
    stream,
  });
}

/** A whole request. */
export function requestOf(body: string, headers: Readonly<Record<string, string>>): Buffer {
  const all = {
    host: "127.0.0.1",
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([`POST ${PATH} HTTP/1.1`, ...lines, "", body].join("\r\n"));
}

const HEAD_END = "\r\n\r\n";
const LAST_CHUNK = "0\r\n\r\n";

/** Finds out where one message after the other ends, by its length or by its last chunk. */
export class MessageReader {
  private held: Buffer = Buffer.alloc(0);
  /** Bytes still to come; `undefined` before the head, Infinity in a body of chunks. */
  private left: number | undefined;
  private tail = "";
  /** First line of the message. */
  firstLine = "";

  /** @returns what of the body came with these bytes, and whether it is whole now; `undefined` within the head. */
  read(bytes: Buffer): { readonly body: Buffer; readonly whole: boolean } | undefined {
    if (this.left !== undefined) return this.body(bytes);
    this.held = this.held.length === 0 ? bytes : Buffer.concat([this.held, bytes]);
    const end = this.held.indexOf(HEAD_END);
    if (end < 0) return undefined;
    const head = this.held.toString("latin1", 0, end);
    this.firstLine = head.slice(0, head.indexOf("\r\n"));
    const length = /content-length: *(\d+)/i.exec(head)?.[1];
    this.left = length === undefined ? Infinity : Number(length);
    const rest = this.held.subarray(end + HEAD_END.length);
    this.held = Buffer.alloc(0);
    return this.body(rest);
  }

  private body(bytes: Buffer): { readonly body: Buffer; readonly whole: boolean } {
    let whole: boolean;
    if (this.left === Infinity) {
      this.tail = (this.tail + bytes.toString("latin1", Math.max(0, bytes.length - 5))).slice(-5);
      whole = this.tail === LAST_CHUNK;
    } else {
      this.left = (this.left ?? 0) - bytes.length;
      whole = this.left <= 0;
    }
    if (whole) {
      this.left = undefined;
      this.tail = "";
    }
    return { body: bytes, whole };
  }
}

/** Now in microseconds, by a clock that all processes of a machine share. */
export function microseconds(): number {
  return Number(process.hrtime.bigint() / 1000n);
}
