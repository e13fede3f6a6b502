import { RouterError } from "../../errors.ts";
import type { ModelCall } from "../backend.ts";
import { Problem } from "../problem.ts";
import { ChatEvents, DONE, toolCall } from "../translation/chat-answer.ts";
import { defined, eventJson, recordOf, textOf } from "../translation/json.ts";
import type { Json } from "../translation/json.ts";
import type { ServerSentEvent } from "../wire-format.ts";

import { finishOf, usageOf } from "./answer.ts";
import { problemOf, refusalProblem } from "./problems.ts";

/** A block of the answer that is under way. */
interface OpenBlock {
  readonly type: string;
  /** Its place among the calls of tools. */
  readonly call: number;
  /** What was thought, and the signature on it. */
  thought: string;
  signature: string;
  /** Whether a call's arguments have begun. */
  hasInput: boolean;
  /** The block as its first event told it. */
  readonly start: Json;
}

/**
 * The events of one stream.
 * @see https://platform.claude.com/docs/en/build-with-claude/streaming
 */
export class AnthropicStream {
  readonly #events: ChatEvents;
  readonly #blocks = new Map<number, OpenBlock>();
  /** What was thought, as a client sends it back. */
  readonly #thoughts: Json[] = [];
  #calls = 0;
  #usage: Record<string, unknown> = {};
  #finished = false;

  constructor({ requestId, model }: ModelCall) {
    this.#events = new ChatEvents(requestId, model);
  }

  /**
   * @throws RouterError where the event is none of the API's
   * @throws Problem for an `error` event, and for a refusal before a word was said
   */
  event({ data }: ServerSentEvent): string {
    const event = eventJson(data);
    const index = typeof event["index"] === "number" ? event["index"] : 0;
    switch (event["type"]) {
      case "message_start":
        return this.#start(recordOf(event["message"]));
      case "content_block_start":
        return this.#open(index, recordOf(event["content_block"]));
      case "content_block_delta":
        return this.#delta(index, recordOf(event["delta"]));
      case "content_block_stop":
        return this.#close(index);
      case "message_delta":
        return this.#messageDelta(event);
      case "message_stop":
        return this.#stop();
      case "error":
        throw problemOf(event) ?? unnamedProblem();
      default:
        // `ping`, and events that the API may add: its versioning policy asks to pass over what one does not know.
        return "";
    }
  }

  #start(message: Json): string {
    this.#events.identify(textOf(message["id"]), textOf(message["model"]));
    this.#usage = defined(recordOf(message["usage"]));
    return "";
  }

  #open(index: number, block: Json): string {
    const type = textOf(block["type"]) ?? "";
    const call = type === "tool_use" ? this.#calls++ : 0;
    const opened = { type, call, thought: "", signature: "", hasInput: false, start: block };
    this.#blocks.set(index, opened);
    if (type === "text") return this.#say({ content: textOf(block["text"]) ?? "" });
    if (type === "thinking") return this.#think(opened, textOf(block["thinking"]) ?? "");
    if (type !== "tool_use") return "";
    return this.#events.delta(0, {
      tool_calls: [{ index: call, ...toolCall(String(block["id"]), String(block["name"]), "") }],
    });
  }

  #delta(index: number, delta: Json): string {
    const block = this.#blocks.get(index);
    if (block === undefined)
      throw new RouterError(
        "upstream_invalid_response",
        "The upstream's stream goes on with a block that it never began.",
      );
    switch (delta["type"]) {
      case "text_delta":
        return this.#say({ content: textOf(delta["text"]) ?? "" });
      case "thinking_delta":
        return this.#think(block, textOf(delta["thinking"]) ?? "");
      case "signature_delta":
        block.signature += textOf(delta["signature"]) ?? "";
        return "";
      case "input_json_delta":
        return this.#arguments(block, textOf(delta["partial_json"]) ?? "");
      default:
        return "";
    }
  }

  #say(delta: Json): string {
    return delta["content"] === "" ? "" : this.#events.delta(0, delta);
  }

  #think(block: OpenBlock, thought: string): string {
    block.thought += thought;
    return thought === "" ? "" : this.#events.delta(0, { reasoning_content: thought });
  }

  #arguments(block: OpenBlock, piece: string): string {
    if (piece === "" || block.type !== "tool_use") return "";
    block.hasInput = true;
    return this.#events.delta(0, { tool_calls: [{ index: block.call, function: { arguments: piece } }] });
  }

  #close(index: number): string {
    const block = this.#blocks.get(index);
    this.#blocks.delete(index);
    if (block === undefined) return "";
    // A call without arguments has no piece of any; clients parse what they are given, and that must be JSON.
    if (block.type === "tool_use" && !block.hasInput) {
      const input = JSON.stringify(block.start["input"] ?? {});
      return this.#events.delta(0, { tool_calls: [{ index: block.call, function: { arguments: input } }] });
    }
    if (block.type === "redacted_thinking") this.#thoughts.push(block.start);
    if (block.type === "thinking") {
      const signature = block.signature || (textOf(block.start["signature"]) ?? "");
      this.#thoughts.push({ type: "thinking", thinking: block.thought, signature });
    }
    return "";
  }

  #messageDelta(event: Json): string {
    // Counts are cumulative, and those that do not change may be missing or null.
    for (const [name, count] of Object.entries(recordOf(event["usage"])))
      if (count !== null) this.#usage[name] = count;
    const delta = recordOf(event["delta"]);
    const reason = delta["stop_reason"];
    if (typeof reason !== "string" || this.#finished) return "";
    if (reason === "refusal" && !this.#events.begun) throw refusalProblem(delta["stop_details"]);
    this.#finished = true;
    return this.#thoughtsAtOnce() + this.#events.finish(0, finishOf(reason));
  }

  /** In one delta: the clients of OpenAI fail on a second list whose entries have no index, or take it for the first. */
  #thoughtsAtOnce(): string {
    return this.#thoughts.length === 0 ? "" : this.#events.delta(0, { thinking_blocks: this.#thoughts });
  }

  #stop(): string {
    if (!this.#finished) return "";
    return this.#events.usage(usageOf(this.#usage)) + DONE;
  }
}

function unnamedProblem(): Problem {
  const message = "The upstream's stream ended with an error that it does not describe.";
  return new Problem({ status: 502, message, type: "upstream_error", code: "upstream_error" });
}
