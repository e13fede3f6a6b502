import type { Chat, Part, Turn } from "../translation/chat-request.ts";
import { unsupported } from "../translation/fields.ts";

import { API } from "./api.ts";

/**
 * Flattens a conversation to a prompt, as the agent takes nothing else.
 *
 * A single message of the user is the prompt itself. Anything longer becomes a transcript: first all instructions,
 * then each turn under `User:` or `Assistant:`, with a blank line between two of them, and at last `Assistant:` with
 * nothing behind it, where the model goes on.
 *
 *     Be brief.
 *
 *     User: What is 2 + 2?
 *
 *     Assistant: 4
 *
 *     User: And twice that?
 *
 *     Assistant:
 *
 * A conversation that ends with the assistant's own words is left open behind them.
 * @throws RouterError unsupported_by_backend for images, files, sound, and calls of tools
 */
export function promptOf({ system, turns }: Chat): string {
  const [first] = turns;
  if (system.length === 0 && turns.length === 1 && first?.role === "user") return textOf(first.parts);
  const lines = turns.map(lineOf);
  if (turns.at(-1)?.role !== "assistant") lines.push("Assistant:");
  return [...system, ...lines].join("\n\n");
}

function lineOf(turn: Turn): string {
  if (turn.role === "tool") throw unsupported(API, turn.path, "knows no tools");
  if (turn.role === "user") return `User: ${textOf(turn.parts)}`;
  if (turn.calls.length > 0) throw unsupported(API, "messages", "knows no tools");
  return `Assistant: ${textOf(turn.parts)}`;
}

function textOf(parts: readonly Part[]): string {
  return parts
    .map((part) => {
      if (part.kind !== "text") throw unsupported(API, part.path, "reads text only");
      return part.text;
    })
    .join("\n");
}
