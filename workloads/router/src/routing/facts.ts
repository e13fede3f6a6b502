import type { Capability } from "../registry/schema.ts";

/**
 * Bytes of text that make a token, on average over English and code; a figure for choosing, not for billing.
 * @see https://help.openai.com/en/articles/4936856-what-are-tokens-and-how-to-count-them
 */
const BYTES_PER_TOKEN = 4;

/** How much of a conversation's beginning names it: what a server's prefix cache would find again. */
const PREFIX_CHARACTERS = 2048;

/** What a choice among targets needs to know of a request. */
export interface RequestFacts {
  /** Estimated tokens of the prompt. */
  readonly promptTokens: number;
  /** Most tokens of the answer that the client asked for; 0 where it named none. */
  readonly answerTokens: number;
  readonly needs: readonly Capability[];
  /** The beginning of the conversation; asked for by few, and not made for the others. */
  readonly prefix: () => string;
  /** What the client calls its session, where it says so. */
  readonly session: string | undefined;
}

type Json = Readonly<Record<string, unknown>>;

/** Reads the facts from a validated body. */
export function factsOf(json: Json, bodyBytes: number, session: string | undefined): RequestFacts {
  const parts = partsOf(json);
  return {
    promptTokens: Math.ceil((bodyBytes - imageBytes(parts)) / BYTES_PER_TOKEN),
    answerTokens: Number(json["max_completion_tokens"] ?? json["max_tokens"] ?? 0),
    needs: needsOf(json, parts),
    prefix: () => prefixOf(json),
    session: session ?? textOf(json["prompt_cache_key"]),
  };
}

function needsOf(json: Json, parts: readonly Json[]): Capability[] {
  const needs: Capability[] = [];
  if (Array.isArray(json["tools"]) && json["tools"].length > 0) needs.push("tools");
  if ((json["response_format"] as Json | null | undefined)?.["type"] === "json_schema")
    needs.push("json_schema");
  if (parts.some(({ type }) => type === "image_url")) needs.push("images");
  return needs;
}

/** Images are counted by no rule that all providers share; their text would count as a thousand pages. */
function imageBytes(parts: readonly Json[]): number {
  let bytes = 0;
  for (const part of parts) {
    const url = (part["image_url"] as Json | undefined)?.["url"];
    if (part["type"] === "image_url" && typeof url === "string") bytes += url.length;
  }
  return bytes;
}

/** The parts of all messages that are not just text. */
function partsOf(json: Json): Json[] {
  const messages = json["messages"];
  const parts: Json[] = [];
  if (!Array.isArray(messages)) return parts;
  for (const { content } of messages as Json[])
    if (Array.isArray(content)) for (const part of content as Json[]) parts.push(part);
  return parts;
}

/** The first two messages: the instructions, and what opened the conversation. They stay while it grows. */
function prefixOf(json: Json): string {
  const messages = json["messages"];
  const opening = Array.isArray(messages) ? messages.slice(0, 2) : [json["prompt"] ?? json["input"]];
  const text = opening.map((part: unknown) =>
    typeof (part as Json | null)?.["content"] === "string"
      ? (part as { content: string }).content
      : JSON.stringify(part),
  );
  return text.join("\n").slice(0, PREFIX_CHARACTERS);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
