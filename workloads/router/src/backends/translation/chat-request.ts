import { RouterError } from "../../errors.ts";

import { isRecord, recordsOf, textOf } from "./json.ts";
import type { Json } from "./json.ts";

/** A piece of a message. `path` names its place in the request, as in `messages[0].content[1]`. */
export type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "image"; readonly url: string; readonly path: string }
  /** A file whose content is a data URL. */
  | { readonly kind: "file"; readonly url: string; readonly path: string }
  /** Sound in base64; `format` as in wav or mp3. */
  | { readonly kind: "audio"; readonly data: string; readonly format: string; readonly path: string };

/** One call of a tool that the model made. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly input: Json;
  /** What a provider added to the call and wants to see again. */
  readonly extra: Json;
}

export interface UserTurn {
  readonly role: "user";
  readonly parts: readonly Part[];
}

export interface AssistantTurn {
  readonly role: "assistant";
  readonly parts: readonly Part[];
  readonly calls: readonly ToolCall[];
  /** Signed thoughts that an earlier answer of this router held as `thinking_blocks`. */
  readonly thoughts: readonly Json[];
}

export interface ToolTurn {
  readonly role: "tool";
  /** The call that this answers. */
  readonly id: string;
  /** The tool's name, from that call. */
  readonly name: string;
  readonly parts: readonly Part[];
  readonly path: string;
}

export type Turn = UserTurn | AssistantTurn | ToolTurn;

/** A conversation, whatever API it goes to. */
export interface Chat {
  /** Texts of all system and developer messages, in their order. */
  readonly system: readonly string[];
  readonly turns: readonly Turn[];
}

/**
 * Reads the messages of a request. Empty texts and messages that hold nothing are left out: providers refuse them.
 * @throws RouterError for what OpenAI's API has no such form of, and for an answer to a call that nobody made
 */
export function readChat(json: Json): Chat {
  const reader = new Reader();
  for (const [index, message] of recordsOf(json["messages"]).entries())
    reader.read(message, `messages[${index}]`);
  return { system: reader.system, turns: reader.turns };
}

class Reader {
  readonly system: string[] = [];
  readonly turns: Turn[] = [];
  readonly #toolNames = new Map<string, string>();
  readonly #speakers = new Map<string, string>();

  read(message: Json, path: string): void {
    const role = textOf(message["role"]) ?? "";
    this.#noteSpeaker(role, message["name"], path);
    const parts = partsOf(message["content"], `${path}.content`);
    if (role === "system" || role === "developer") this.#readSystem(parts, path);
    else if (role === "user") this.#add({ role, parts }, parts.length > 0);
    else if (role === "assistant") this.#readAssistant(message, parts, path);
    else if (role === "tool") this.#readResult(message, parts, path);
    else throw wrong(`${path}.role`, "system, developer, user, assistant or tool");
  }

  #readSystem(parts: readonly Part[], path: string): void {
    for (const part of parts) {
      if (part.kind !== "text") throw wrong(`${path}.content`, "text, as instructions hold nothing else");
      this.system.push(part.text);
    }
  }

  #readAssistant(message: Json, parts: readonly Part[], path: string): void {
    const calls = recordsOf(message["tool_calls"]).map((call, index) =>
      readCall(call, `${path}.tool_calls[${index}]`),
    );
    if (isRecord(message["function_call"]))
      throw wrong(`${path}.function_call`, "left out; tool_calls take its place");
    for (const { id, name } of calls) this.#toolNames.set(id, name);
    const refusal = textOf(message["refusal"]) ?? "";
    const said: readonly Part[] = refusal === "" ? parts : [...parts, { kind: "text", text: refusal }];
    const thoughts = recordsOf(message["thinking_blocks"]);
    this.#add({ role: "assistant", parts: said, calls, thoughts }, said.length + calls.length > 0);
  }

  #readResult(message: Json, parts: readonly Part[], path: string): void {
    const id = textOf(message["tool_call_id"]) ?? "";
    const name = this.#toolNames.get(id);
    if (name === undefined)
      throw wrong(`${path}.tool_call_id`, "the id of a call in an assistant message before it");
    this.turns.push({ role: "tool", id, name, parts, path });
  }

  #add(turn: Turn, holdsAnything: boolean): void {
    if (holdsAnything) this.turns.push(turn);
  }

  /** One name for a role tells nobody apart and is a hint; two are part of what is said. */
  #noteSpeaker(role: string, name: unknown, path: string): void {
    if (typeof name !== "string" || role === "tool") return;
    const before = this.#speakers.get(role) ?? name;
    this.#speakers.set(role, before);
    if (before === name) return;
    const what = `'${path}.name' tells two speakers of the role ${role} apart, which this backend's API cannot.`;
    throw new RouterError("unsupported_by_backend", what, { param: `${path}.name` });
  }
}

function partsOf(content: unknown, path: string): readonly Part[] {
  if (typeof content === "string") return content === "" ? [] : [{ kind: "text", text: content }];
  return recordsOf(content).flatMap((part, index) => partOf(part, `${path}[${index}]`));
}

function partOf(part: Json, path: string): Part | readonly Part[] {
  switch (part["type"]) {
    case "text":
    case "refusal": {
      const text = textOf(part["text"]) ?? textOf(part["refusal"]);
      if (text === undefined) throw wrong(path, "a part with a text");
      return text === "" ? [] : { kind: "text", text };
    }
    case "image_url": {
      const image = part["image_url"];
      const url = isRecord(image) ? textOf(image["url"]) : undefined;
      if (url === undefined) throw wrong(`${path}.image_url`, "an object with a url");
      return { kind: "image", url, path: `${path}.image_url.url` };
    }
    case "file": {
      const file = part["file"];
      const url = isRecord(file) ? textOf(file["file_data"]) : undefined;
      if (url === undefined) throw wrong(`${path}.file`, "an object with file_data, a data URL");
      return { kind: "file", url, path: `${path}.file.file_data` };
    }
    case "input_audio": {
      const audio = isRecord(part["input_audio"]) ? part["input_audio"] : {};
      const [data, format] = [textOf(audio["data"]), textOf(audio["format"])];
      if (data === undefined || format === undefined)
        throw wrong(`${path}.input_audio`, "an object with data and format");
      return { kind: "audio", data, format, path: `${path}.input_audio` };
    }
    default:
      throw wrong(`${path}.type`, "text, image_url, file or input_audio");
  }
}

function readCall(call: Json, path: string): ToolCall {
  const id = textOf(call["id"]);
  const called = call["function"];
  const name = isRecord(called) ? textOf(called["name"]) : undefined;
  if (id === undefined || name === undefined || !isRecord(called))
    throw wrong(path, "an object with an id and a function that has a name");
  const extra = isRecord(call["extra_content"]) ? call["extra_content"] : {};
  return { id, name, input: inputOf(called["arguments"], `${path}.function.arguments`), extra };
}

/** Models without arguments to give often write none. */
function inputOf(text: unknown, path: string): Json {
  if (text === undefined || text === null || text === "") return {};
  try {
    const value: unknown = JSON.parse(textOf(text) ?? "");
    if (isRecord(value)) return value;
  } catch {
    // Said below.
  }
  throw wrong(path, "a JSON object, written as a string");
}

/** @param allowed what it must be, as the sentence's end */
export function wrong(path: string, allowed: string): RouterError {
  return new RouterError("invalid_value", `'${path}' must be ${allowed}.`, { param: path });
}

const DATA_URL = /^data:([\w.+-]+\/[\w.+-]+)(?:;[\w=.+-]+)*;base64,([A-Za-z0-9+/=_-]*)$/;

/** Type and base64 content of a data URL; undefined where it is none. */
export function dataUrlOf(url: string): { readonly mediaType: string; readonly data: string } | undefined {
  const [, mediaType, data] = DATA_URL.exec(url) ?? [];
  return mediaType === undefined || data === undefined
    ? undefined
    : { mediaType: mediaType.toLowerCase(), data };
}
