import { dataUrlOf } from "../translation/chat-request.ts";
import type { AssistantTurn, Part, ToolTurn, Turn } from "../translation/chat-request.ts";
import { unsupported } from "../translation/fields.ts";
import { recordOf, textOf } from "../translation/json.ts";
import type { Json } from "../translation/json.ts";

import { API } from "./api.ts";
import { isBeforeThree } from "./models.ts";

/** Types of images by the ends of their URLs: the API wants to be told, and does not look itself. */
const IMAGE_TYPES: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  webp: "image/webp",
  heic: "image/heic",
  heif: "image/heif",
};

/**
 * Stands where a call in the history has no signature, as calls that another model made: Gemini 3 refuses a call
 * without any. @see https://ai.google.dev/gemini-api/docs/thought-signatures
 */
const NO_SIGNATURE = "skip_thought_signature_validator";

interface Content {
  readonly role: "user" | "model";
  readonly parts: Json[];
}

/**
 * A conversation as the API has it: turns of user and model by turns.
 * @throws RouterError unsupported_by_backend for an image whose URL does not say what type it has
 */
export function contentsOf(turns: readonly Turn[], model: string): readonly Content[] {
  const contents: Content[] = [];
  for (const turn of turns) {
    const role = turn.role === "assistant" ? "model" : "user";
    const last = contents.at(-1);
    const parts = partsOf(turn, model);
    if (last?.role === role) last.parts.push(...parts);
    else contents.push({ role, parts });
  }
  return contents;
}

function partsOf(turn: Turn, model: string): Json[] {
  switch (turn.role) {
    case "user":
      return turn.parts.map(partOf);
    case "assistant":
      return assistantParts(turn, model);
    case "tool":
      return [resultOf(turn)];
  }
}

/** Of several calls in one turn the first carries the signature. */
function assistantParts({ parts, calls }: AssistantTurn, model: string): Json[] {
  const needsSignature = !isBeforeThree(model);
  return [
    ...parts.map(partOf),
    ...calls.map(({ id, name, input, extra }, index) => {
      const own = textOf(recordOf(extra["google"])["thought_signature"]);
      const signature = own ?? (index === 0 && needsSignature ? NO_SIGNATURE : undefined);
      const functionCall = { id, name, args: input };
      return signature === undefined ? { functionCall } : { functionCall, thoughtSignature: signature };
    }),
  ];
}

/** What a tool said, as text under `output`; its images beside it. */
function resultOf({ id, name, parts }: ToolTurn): Json {
  const output = parts.map((part) => (part.kind === "text" ? part.text : "")).join("");
  const others = parts.filter(({ kind }) => kind !== "text").map(partOf);
  const response = { id, name, response: { output } };
  return { functionResponse: others.length === 0 ? response : { ...response, parts: others } };
}

function partOf(part: Part): Json {
  switch (part.kind) {
    case "text":
      return { text: part.text };
    case "image":
      return imageOf(part.url, part.path);
    case "file": {
      const file = dataUrlOf(part.url);
      if (file === undefined) throw unsupported(API, part.path, "reads data URLs in base64");
      return { inlineData: { mimeType: file.mediaType, data: file.data } };
    }
    case "audio":
      return { inlineData: { mimeType: `audio/${part.format}`, data: part.data } };
  }
}

function imageOf(url: string, path: string): Json {
  const inline = dataUrlOf(url);
  if (inline !== undefined) return { inlineData: { mimeType: inline.mediaType, data: inline.data } };
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address?.protocol !== "https:")
    throw unsupported(API, path, "reads https URLs, and data URLs in base64");
  const mimeType = IMAGE_TYPES[address.pathname.split(".").at(-1)?.toLowerCase() ?? ""];
  if (mimeType === undefined) {
    const ends = Object.keys(IMAGE_TYPES).join(", ");
    throw unsupported(
      API,
      path,
      `must know an image's type, from a URL that ends with ${ends}, or from a data URL`,
    );
  }
  return { fileData: { fileUri: url, mimeType } };
}
