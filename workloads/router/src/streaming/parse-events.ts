import type { ServerSentEvent } from "../backends/wire-format.ts";

/**
 * Reads a block of whole events. Comments and other fields are left out, and so are events without data.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function parseEvents(block: Buffer): ServerSentEvent[] {
  const events: ServerSentEvent[] = [];
  let name = "";
  let data: string[] = [];
  for (const line of block.toString().split(/\r\n|\n|\r/)) {
    if (line === "") {
      if (data.length > 0) events.push({ name, data: data.join("\n") });
      name = "";
      data = [];
      continue;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "event") name = value;
    else if (field === "data") data.push(value);
  }
  return events;
}
