import { dataUrlOf } from "../translation/chat-request.ts";
import type { AssistantTurn, Part, Turn } from "../translation/chat-request.ts";
import { unsupported } from "../translation/fields.ts";
import type { Json } from "../translation/json.ts";

import { API } from "./api.ts";

/** @see https://platform.claude.com/docs/en/build-with-claude/vision */
const IMAGE_TYPES = new Set(["image/jpeg", "image/png", "image/gif", "image/webp"]);

interface Message {
  readonly role: "user" | "assistant";
  readonly content: Json[];
}

/**
 * A conversation as the API has it: turns of user and assistant by turns, results of tools at the head of the user's.
 * @throws RouterError unsupported_by_backend for sound, and for images and files of kinds that the API does not read
 */
export function messagesOf(turns: readonly Turn[]): readonly Message[] {
  const messages: Message[] = [];
  for (const turn of turns) {
    const role = turn.role === "assistant" ? "assistant" : "user";
    const last = messages.at(-1);
    const content = blocksOf(turn);
    if (last?.role === role) last.content.push(...content);
    else messages.push({ role, content });
  }
  return messages;
}

function blocksOf(turn: Turn): Json[] {
  switch (turn.role) {
    case "user":
      return turn.parts.map(blockOf);
    case "assistant":
      return assistantBlocks(turn);
    case "tool": {
      const content = turn.parts.map(blockOf);
      const result = { type: "tool_result", tool_use_id: safeId(turn.id) };
      return [content.length === 0 ? result : { ...result, content }];
    }
  }
}

/** Thoughts come first, as the API wants them back. */
function assistantBlocks({ thoughts, parts, calls }: AssistantTurn): Json[] {
  return [
    ...thoughts,
    ...parts.map(blockOf),
    ...calls.map(({ id, name, input }) => ({ type: "tool_use", id: safeId(id), name, input })),
  ];
}

/** Ids of other providers may hold characters that the API refuses; call and result are changed alike. */
function safeId(id: string): string {
  return id.replaceAll(/[^\w-]/g, "_");
}

function blockOf(part: Part): Json {
  switch (part.kind) {
    case "text":
      return { type: "text", text: part.text };
    case "image":
      return { type: "image", source: imageSource(part.url, part.path) };
    case "file": {
      const file = dataUrlOf(part.url);
      if (file?.mediaType !== "application/pdf")
        throw unsupported(API, part.path, "reads data URLs of application/pdf");
      const source = { type: "base64", media_type: file.mediaType, data: file.data };
      return { type: "document", source };
    }
    case "audio":
      throw unsupported(API, part.path, "hears no sound");
  }
}

function imageSource(url: string, path: string): Json {
  if (/^https:\/\//i.test(url)) return { type: "url", url };
  const image = dataUrlOf(url);
  if (image === undefined || !IMAGE_TYPES.has(image.mediaType))
    throw unsupported(API, path, "reads https URLs, and data URLs in base64 of JPEG, PNG, GIF and WebP");
  return { type: "base64", media_type: image.mediaType, data: image.data };
}
