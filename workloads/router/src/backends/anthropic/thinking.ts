import type { Turn } from "../translation/chat-request.ts";
import { unsupported } from "../translation/fields.ts";
import { numberOf, textOf } from "../translation/json.ts";
import type { Json } from "../translation/json.ts";
import { readToolChoice } from "../translation/tools.ts";

import { API } from "./api.ts";

/** How a request says how much is to be thought. */
export interface Thinking {
  readonly config?: Json;
  readonly effort?: string;
  /** Tokens that thinking may take, beside the answer's. */
  readonly extraTokens?: number;
}

/** Efforts of OpenAI's API, and those that Anthropic's newer models know for them. */
const EFFORTS: Readonly<Record<string, string>> = {
  minimal: "low",
  low: "low",
  medium: "medium",
  high: "high",
  xhigh: "xhigh",
  max: "max",
};

/** Tokens for older models, which want a number; from their least to what still streams in minutes. */
const BUDGETS: Readonly<Record<string, number>> = {
  minimal: 1024,
  low: 2048,
  medium: 8192,
  high: 16_384,
  xhigh: 24_576,
  max: 24_576,
};

/** The API's least budget. @see https://platform.claude.com/docs/en/build-with-claude/extended-thinking */
const LEAST_BUDGET = 1024;

/** The least `top_p` beside thinking. @see https://platform.claude.com/docs/en/build-with-claude/extended-thinking */
const LEAST_TOP_P = 0.95;

/** The last version whose models want a budget. */
const LAST_WITH_BUDGET = { major: 4, minor: 5 };

/**
 * `reasoning_effort` for a model. Those up to 4.5 take a budget of tokens, later ones decide themselves within an
 * effort. A budget is at most half of the client's limit, so that the answer has room; where less than the API's least
 * is left, nothing is thought. Older models also refuse to go on thinking after a call of a tool whose thoughts the
 * client did not send back (`thinking_blocks`), and all refuse to think beside a tool that must be called or a sampling
 * of the client's; thinking is then left out, being a hint.
 * @param maxTokens the client's limit
 * @see https://platform.claude.com/docs/en/build-with-claude/adaptive-thinking
 */
export function thinkingFor(
  model: string,
  json: Json,
  maxTokens: number | undefined,
  turns: readonly Turn[],
): Thinking {
  const effort = textOf(json["reasoning_effort"]);
  if (effort === undefined || effort === "none") return {};
  const level = EFFORTS[effort];
  const wanted = BUDGETS[effort];
  if (level === undefined || wanted === undefined)
    throw unsupported(API, "reasoning_effort", `knows ${Object.keys(EFFORTS).join(", ")} and none`);
  const free = !isForced(json) && !isSampled(json);
  if (!wantsBudget(model))
    return { ...(free && { config: { type: "adaptive", display: "summarized" } }), effort: level };
  const budget = maxTokens === undefined ? wanted : Math.min(wanted, Math.floor(maxTokens / 2));
  if (!free || budget < LEAST_BUDGET || wouldBreakThoughts(turns)) return {};
  return { config: { type: "enabled", budget_tokens: budget }, extraTokens: budget };
}

/** By the version in a name, as in `claude-3-7-sonnet-20250219` and `claude-haiku-4-5`; one without any is a new one. */
function wantsBudget(model: string): boolean {
  const [major, minor = 0] = model
    .split(/[-.@]/)
    .filter((piece) => /^\d{1,2}$/.test(piece))
    .map(Number);
  if (major === undefined) return false;
  const { major: last, minor: lastMinor } = LAST_WITH_BUDGET;
  return major < last || (major === last && minor <= lastMinor);
}

/** "Tool use with thinking only supports tool_choice auto or none." */
function isForced(json: Json): boolean {
  const tools = json["tools"];
  return Array.isArray(tools) && tools.length > 0 && readToolChoice(json)?.mode === "required";
}

/** "Thinking isn't compatible with temperature or top_k modifications", and with a `top_p` that is far from 1. */
function isSampled(json: Json): boolean {
  const [temperature = 1, topP = 1] = [numberOf(json["temperature"]), numberOf(json["top_p"])];
  return temperature !== 1 || topP < LEAST_TOP_P || numberOf(json["top_k"]) !== undefined;
}

function wouldBreakThoughts(turns: readonly Turn[]): boolean {
  const last = turns.findLast((turn) => turn.role === "assistant");
  return last?.role === "assistant" && last.calls.length > 0 && last.thoughts.length === 0;
}
