import { ChatMessages } from "../chat-messages.ts";
import type { ChatPart } from "../chat-messages.ts";
import type { Json } from "../inbound-format.ts";
import { isRecord, recordsIn, textIn, unsupported } from "../json.ts";

/**
 * The messages of a chat completion for a response's instructions and input items. Reasoning items are left out: only
 * the provider that made them can read them.
 * @throws RouterError unsupported_parameter for items that have no chat form
 */
export function conversationOf(body: Json): readonly Json[] {
  const chat = new ChatMessages();
  const instructions = textIn(body["instructions"]);
  if (instructions !== "") chat.system(instructions);
  const { input } = body;
  if (typeof input === "string") chat.user([{ type: "text", text: input }]);
  else for (const [index, item] of recordsIn(input).entries()) addItem(chat, item, `input[${index}]`);
  return chat.done();
}

function addItem(chat: ChatMessages, item: Json, path: string): void {
  const { type = "message", call_id: id } = item;
  switch (type) {
    case "message":
      addMessage(chat, item, `${path}.content`);
      return;
    case "function_call":
      chat.toolCall({ id: textIn(id), name: textIn(item["name"]), arguments: textIn(item["arguments"]) });
      return;
    case "function_call_output":
      addOutput(chat, item, `${path}.output`);
      return;
    case "reasoning":
      return;
    case "item_reference":
      throw unsupported(
        path,
        `'${path}' refers to an item, but the router keeps none; send the item itself.`,
      );
    default:
      throw unsupported(
        `${path}.type`,
        `'${path}' has the type ${JSON.stringify(type)}, which the router cannot hand to every model; it takes message, function_call, function_call_output and reasoning.`,
      );
  }
}

function addMessage(chat: ChatMessages, { role, content }: Json, path: string): void {
  if (role === "user") {
    chat.user(partsOf(content, path));
    return;
  }
  const words = typeof content === "string" ? [{ type: "text", text: content }] : recordsIn(content);
  for (const [index, { type }] of words.entries())
    if (!TEXTS.has(String(type))) throw unsupportedPart(`${path}[${index}]`, type, "text");
  const text = words.map((part) => textIn(part["text"])).join("");
  if (role !== "assistant") chat.system(text);
  else chat.assistant(text, words.map((part) => textIn(part["refusal"])).join(""));
}

const TEXTS = new Set(["text", "input_text", "output_text", "refusal"]);

function addOutput(chat: ChatMessages, { call_id: id, output }: Json, path: string): void {
  const parts = partsOf(output, path);
  const text = parts.filter(({ type }) => type === "text").map((part) => textIn(part["text"]));
  chat.toolResult(
    textIn(id),
    text.join(""),
    parts.filter(({ type }) => type !== "text"),
  );
}

function partsOf(content: unknown, path: string): ChatPart[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return recordsIn(content).map((part, index) => partOf(part, `${path}[${index}]`));
}

function partOf(part: Json, path: string): ChatPart {
  const { type } = part;
  if (type === "input_text" || type === "output_text" || type === "text")
    return { type: "text", text: textIn(part["text"]) };
  if (type === "input_image") {
    const { image_url: url, detail } = part;
    if (typeof url !== "string") throw kept(path, "image_url");
    return { type: "image_url", image_url: { url, ...(typeof detail === "string" && { detail }) } };
  }
  if (type === "input_file") {
    const { file_data: data, filename } = part;
    if (typeof data !== "string") throw kept(path, "file_data");
    return { type: "file", file: { filename: textIn(filename) || "file", file_data: data } };
  }
  throw unsupportedPart(path, type, "input_text, input_image and input_file");
}

function kept(path: string, field: string) {
  return unsupported(
    `${path}.${field}`,
    `'${path}.${field}' is missing; the router keeps no files, so that the content itself must be there.`,
  );
}

function unsupportedPart(path: string, type: unknown, allowed: string) {
  return unsupported(
    `${path}.type`,
    `'${path}' has the type ${JSON.stringify(type)}; there it may be ${allowed}.`,
  );
}

/** Whether a value is there and says something. */
export function isSet(value: unknown): boolean {
  return (
    value !== undefined &&
    value !== null &&
    value !== false &&
    !(isRecord(value) && Object.keys(value).length === 0)
  );
}
