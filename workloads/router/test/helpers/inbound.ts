import fc from "fast-check";

import type { InboundAnswer } from "../../src/inbound/inbound-format.ts";
import { TranslatedSource } from "../../src/streaming/translated-source.ts";
import { EventFlow } from "../../src/upstream/event-flow.ts";

import { toolChunk, usageChunk } from "./chat-stream.ts";
import { chunk, DONE } from "./fake-upstream.ts";

/** What a client gets of an upstream's stream that came in these chunks. */
export function translate(answer: InboundAnswer, chunks: readonly Buffer[]): string {
  let text = "";
  const onOpen = (): void => {
    new TranslatedSource(events, answer, {
      broken: (error) => events.fail(error),
      failed: () => undefined,
    }).start({
      write: (block) => (text += block.toString()),
      end: () => (text += "(end)"),
      fail: () => (text += "(fail)"),
    });
  };
  const nothing = (): void => undefined;
  const events = new EventFlow({
    choices: 1,
    secret: undefined,
    eventLimitBytes: 1e6,
    onOpen,
    pause: nothing,
    resume: nothing,
  });
  for (const piece of chunks) events.push(piece);
  events.end();
  return text;
}

/** A stream of chat completion chunks: texts and tool calls in any order. */
export const chatStream = fc
  .array(
    fc.oneof(
      fc.string({ minLength: 1 }).map((content) => ({ content })),
      fc.record({ name: fc.string({ minLength: 1 }), pieces: fc.array(fc.string({ minLength: 1 })) }),
    ),
  )
  .map((parts) => {
    let calls = 0;
    const events = parts.flatMap((part) => {
      if ("content" in part) return [chunk(part.content)];
      const index = calls++;
      const first = toolChunk(index, { id: `call_${index}`, name: part.name });
      return [first, ...part.pieces.map((piece) => toolChunk(index, { arguments: piece }))];
    });
    const last = chunk("", calls > 0 ? "tool_calls" : "stop");
    return Buffer.from([chunk(""), ...events, last, usageChunk(3, 4), DONE].join(""));
  });

/** The same bytes, cut at any places. */
export function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [...new Set(places.map((place) => place % bytes.length))].sort((a, b) => a - b);
  return [0, ...at].map((from, index) => bytes.subarray(from, at[index] ?? bytes.length));
}

/** The types and data of a stream's events. */
export function eventsOf(text: string): Record<string, unknown>[] {
  const blocks = text.replace("(end)", "").trimEnd().split("\n\n");
  return blocks.map(
    (block) => JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? "{}") as Record<string, unknown>,
  );
}
