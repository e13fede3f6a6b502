import { randomUUID } from "node:crypto";

import { RouterError } from "../../errors.ts";
import { usageObject } from "../translation/chat-answer.ts";
import type { FinishReason } from "../translation/chat-answer.ts";
import { numberOf, recordOf, recordsOf, textOf } from "../translation/json.ts";
import type { Json } from "../translation/json.ts";

import { failureProblem } from "./problems.ts";

/** Ends that the provider's policy made. @see https://ai.google.dev/api/generate-content#FinishReason */
const FILTERED: ReadonlySet<string> = new Set([
  "SAFETY",
  "RECITATION",
  "BLOCKLIST",
  "PROHIBITED_CONTENT",
  "SPII",
  "IMAGE_SAFETY",
  "IMAGE_PROHIBITED_CONTENT",
  "IMAGE_RECITATION",
]);

/** One call that a model made. */
export interface MadeCall {
  readonly id: string;
  readonly name: string;
  /** JSON. */
  readonly input: string;
  /** Google's own place for the signature in OpenAI's format; clients send it back. */
  readonly extra: Json | undefined;
}

/** What the parts of one candidate say. */
export interface Said {
  readonly text: string;
  readonly thought: string;
  readonly calls: readonly MadeCall[];
}

/** A candidate, or a piece of one. */
export interface Candidate {
  readonly index: number;
  readonly said: Said;
  /** As the API names it; undefined while there is more to come. */
  readonly reason: string | undefined;
  readonly finishMessage: unknown;
  readonly logprobs: Json | null;
}

/** The candidates of an answer, or of one event of a stream. */
export function candidatesOf(answer: Json): readonly Candidate[] {
  return recordsOf(answer["candidates"]).map((candidate) => ({
    index: numberOf(candidate["index"]) ?? 0,
    said: saidBy(recordsOf(recordOf(candidate["content"])["parts"])),
    reason: textOf(candidate["finishReason"]),
    finishMessage: candidate["finishMessage"],
    logprobs: logprobsOf(recordOf(candidate["logprobsResult"])),
  }));
}

function saidBy(parts: readonly Json[]): Said {
  let text = "";
  let thought = "";
  const calls: MadeCall[] = [];
  for (const part of parts) {
    if ("functionCall" in part) calls.push(callOf(part));
    else if (part["thought"] === true) thought += textOf(part["text"]) ?? "";
    else if ("text" in part) text += textOf(part["text"]) ?? "";
    else refuseOther(part);
  }
  return { text, thought, calls };
}

/** Models give calls an id only where they may make several. */
function callOf(part: Json): MadeCall {
  const { id, name, args } = recordOf(part["functionCall"]);
  const signature = textOf(part["thoughtSignature"]);
  return {
    id: textOf(id) ?? `call_${randomUUID().replaceAll("-", "")}`,
    name: textOf(name) ?? "",
    input: JSON.stringify(args ?? {}),
    extra: signature === undefined ? undefined : { google: { thought_signature: signature } },
  };
}

/** Images and results of code that ran there: nobody asked for them, and a chat completion has no place for them. */
function refuseOther(part: Json): void {
  const kind = ["inlineData", "fileData", "executableCode", "codeExecutionResult"].find(
    (name) => name in part,
  );
  if (kind === undefined) return;
  const what = `The upstream's answer holds ${kind}, for which a chat completion has no place.`;
  throw new RouterError("upstream_invalid_response", what);
}

/**
 * Why a candidate ended, in OpenAI's words.
 * @throws Problem where the model failed
 */
export function finishOf({ reason, finishMessage }: Candidate, hasCalls: boolean): FinishReason {
  if (reason === "STOP" || reason === undefined) return hasCalls ? "tool_calls" : "stop";
  if (reason === "MAX_TOKENS") return "length";
  if (isFiltered(reason)) return "content_filter";
  throw failureProblem(reason, finishMessage);
}

export function isFiltered(reason: string | undefined): boolean {
  return reason !== undefined && FILTERED.has(reason);
}

/** What was thought counts as answer, as OpenAI has it. */
export function usageOf(usage: Json): Json {
  const reasoning = numberOf(usage["thoughtsTokenCount"]);
  return usageObject({
    prompt: (numberOf(usage["promptTokenCount"]) ?? 0) + (numberOf(usage["toolUsePromptTokenCount"]) ?? 0),
    answer: (numberOf(usage["candidatesTokenCount"]) ?? 0) + (reasoning ?? 0),
    cached: numberOf(usage["cachedContentTokenCount"]),
    reasoning,
  });
}

function logprobsOf(result: Json): Json | null {
  const chosen = recordsOf(result["chosenCandidates"]);
  const top = recordsOf(result["topCandidates"]);
  if (chosen.length === 0) return null;
  const content = chosen.map((token, index) => ({
    ...tokenOf(token),
    top_logprobs: recordsOf(recordOf(top[index])["candidates"]).map(tokenOf),
  }));
  return { content, refusal: null };
}

function tokenOf({ token, logProbability }: Json): Json {
  const text = textOf(token) ?? "";
  return { token: text, logprob: numberOf(logProbability) ?? 0, bytes: [...Buffer.from(text)] };
}
