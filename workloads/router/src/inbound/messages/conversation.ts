import { ChatMessages } from "../chat-messages.ts";
import type { ChatPart } from "../chat-messages.ts";
import type { Json } from "../inbound-format.ts";
import { isRecord, recordsIn, textIn, unsupported } from "../json.ts";

/** Text blocks of one instruction are paragraphs. */
const BETWEEN_PARAGRAPHS = "\n\n";

/**
 * The messages of a chat completion for Anthropic's system and messages. What the model thought before is left out:
 * only the provider that signed it can read it.
 * @throws RouterError unsupported_parameter for blocks that have no chat form
 */
export function conversationOf(body: Json): readonly Json[] {
  const chat = new ChatMessages();
  const system = plainText(body["system"]);
  if (system !== "") chat.system(system);
  for (const [index, message] of recordsIn(body["messages"]).entries()) {
    const path = `messages[${index}].content`;
    const { role, content } = message;
    if (role === "system") chat.system(plainText(content));
    else if (role === "assistant") addAssistant(chat, content, path);
    else addUser(chat, content, path);
  }
  return chat.done();
}

/** The text of a string, or of text blocks. */
function plainText(content: unknown): string {
  if (typeof content === "string") return content;
  return recordsIn(content)
    .map(({ text }) => textIn(text))
    .join(BETWEEN_PARAGRAPHS);
}

function addAssistant(chat: ChatMessages, content: unknown, path: string): void {
  if (typeof content === "string") {
    chat.assistant(content);
    return;
  }
  const blocks = recordsIn(content);
  for (const [index, { type }] of blocks.entries()) {
    if (type === "text" || type === "tool_use" || type === "thinking" || type === "redacted_thinking")
      continue;
    throw unsupportedBlock(`${path}[${index}]`, type, "text, tool_use and thinking");
  }
  const text = blocks.filter(({ type }) => type === "text");
  const calls = blocks.filter(({ type }) => type === "tool_use");
  chat.assistant(text.map((block) => textIn(block["text"])).join(""));
  for (const { id, name, input } of calls)
    chat.toolCall({ id: textIn(id), name: textIn(name), arguments: JSON.stringify(input) });
}

/** Results of tools come before what the user says, as they answer the message before. */
function addUser(chat: ChatMessages, content: unknown, path: string): void {
  if (typeof content === "string") {
    chat.user([{ type: "text", text: content }]);
    return;
  }
  const parts: ChatPart[] = [];
  for (const [index, block] of recordsIn(content).entries()) {
    const place = `${path}[${index}]`;
    if (block["type"] === "tool_result") addResult(chat, block, place);
    else parts.push(partOf(block, place, "text, image, document and tool_result"));
  }
  if (parts.length > 0) chat.user(parts);
}

function addResult(chat: ChatMessages, block: Json, path: string): void {
  const { tool_use_id: id, content, is_error: isError } = block;
  const parts =
    typeof content === "string"
      ? [{ type: "text", text: content }]
      : recordsIn(content).map((inner, index) =>
          partOf(inner, `${path}.content[${index}]`, "text, image and document"),
        );
  const text = parts.filter(({ type }) => type === "text").map((part) => textIn((part as Json)["text"]));
  const others = parts.filter(({ type }) => type !== "text");
  // A tool's message has no field for a failure: the model must read it.
  const failed = isError === true ? "Error: " : "";
  chat.toolResult(textIn(id), failed + text.join(BETWEEN_PARAGRAPHS), others);
}

/** @param allowed the types that may stand there, for the sentence */
function partOf(block: Json, path: string, allowed: string): ChatPart {
  const { type } = block;
  if (type === "text") return { type, text: textIn(block["text"]) };
  const source = isRecord(block["source"]) ? block["source"] : {};
  if (type === "image") return { type: "image_url", image_url: { url: imageUrl(source, `${path}.source`) } };
  if (type === "document") return documentPart(block, source, `${path}.source`);
  throw unsupportedBlock(path, type, allowed);
}

function imageUrl({ type, media_type: media, data, url }: Json, path: string): string {
  if (type === "base64") return `data:${textIn(media)};base64,${textIn(data)}`;
  if (type === "url") return textIn(url);
  throw unsupportedBlock(path, type, "base64 and url");
}

function documentPart(block: Json, source: Json, path: string): ChatPart {
  const { type, media_type: media, data, content } = source;
  if (type === "text") return { type: "text", text: textIn(data) };
  if (type === "content") return { type: "text", text: plainText(content) };
  if (type !== "base64") throw unsupportedBlock(path, type, "base64, text and content");
  const filename = textIn(block["title"]) || "document.pdf";
  return { type: "file", file: { filename, file_data: `data:${textIn(media)};base64,${textIn(data)}` } };
}

function unsupportedBlock(path: string, type: unknown, allowed: string) {
  const what = `'${path}' has the type ${JSON.stringify(type)}, which the router cannot hand to every model; it takes ${allowed}.`;
  return unsupported(`${path}.type`, what);
}
