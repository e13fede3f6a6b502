import { once } from "node:events";
import { request } from "node:http";
import type { ClientRequest, IncomingMessage } from "node:http";

import { CHAT } from "./router.ts";

/** A client on a real socket that tells when each piece of an answer came. */
export interface OpenStream {
  readonly request: ClientRequest;
  readonly response: IncomingMessage;
}

/** Asks for a stream and waits for the answer's head. */
export async function openStream(base: string, body: object = {}): Promise<OpenStream> {
  const sent = request(`${base}/v1/chat/completions`, {
    method: "POST",
    agent: false,
    headers: { "content-type": "application/json" },
  });
  sent.end(JSON.stringify({ ...CHAT, stream: true, ...body }));
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return { request: sent, response };
}

export async function readAll(response: IncomingMessage): Promise<string> {
  let text = "";
  response.setEncoding("utf8");
  for await (const piece of response) text += piece as string;
  return text;
}

/** Asks for a stream and reads it to its end. */
export async function readStream(base: string, body: object = {}): Promise<{ status: number; text: string }> {
  const { response } = await openStream(base, body);
  return { status: response.statusCode ?? 0, text: await readAll(response) };
}

/** The error of a stream's last event. */
export function lastError(text: string): { code: string; message: string; type: string } {
  const last = text.trimEnd().split("\n\n").at(-1) ?? "";
  return (
    JSON.parse(last.slice("data: ".length)) as { error: { code: string; message: string; type: string } }
  ).error;
}
