import type { IncomingMessage } from "node:http";

import { AgentError } from "../errors.ts";

/**
 * Reads a JSON body.
 * @param limitBytes the most that is read
 * @throws AgentError where it is none, or too long
 */
export async function readJson(request: IncomingMessage, limitBytes: number): Promise<unknown> {
  refuseOtherTypes(request.headers["content-type"]);
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > limitBytes) throw tooLarge(`The body has ${announced} bytes,`, limitBytes);
  return parsed(await readAll(request, limitBytes));
}

/** A page in a browser cannot send this type to another origin unasked, so no web site talks to the agent. */
function refuseOtherTypes(given: string | undefined): void {
  if (given !== undefined && /^application\/json\s*(;|$)/i.test(given)) return;
  const what =
    given === undefined
      ? "The body has no content type."
      : `The body's content type is ${given.slice(0, 100)}.`;
  throw new AgentError("unsupported_media_type", `${what} The agent reads JSON only.`);
}

async function readAll(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of request as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > limitBytes) throw tooLarge("The body is", limitBytes);
      pieces.push(piece);
    }
  } catch (error) {
    if (error instanceof AgentError) throw error;
    throw new AgentError("client_left", "The client left before its request was whole.", { cause: error });
  }
  return Buffer.concat(pieces);
}

function tooLarge(what: string, limitBytes: number): AgentError {
  const limit = `${Number((limitBytes / 1024 / 1024).toFixed(3))} MiB`;
  return new AgentError("body_too_large", `${what} over the limit of ${limit}.`);
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    // Of V8's message only the place: the rest quotes the body, which holds a prompt.
    const place = /at position \d+|end of JSON input/.exec((error as Error).message)?.[0];
    const where = place === undefined ? "" : ` (${place})`;
    throw new AgentError("invalid_json", `The body is not valid JSON${where}.`);
  }
}
