import * as z from "zod";

import { stopSequences } from "./chat-completions.ts";
import { flag, integer, modelId, number, object, text } from "./common.ts";

/** A text, several, the numbers of one text's tokens, or those of several: what completions and embeddings read. */
export const textsOrTokens = (allowed: string) =>
  z.union([z.string(), z.array(z.unknown()).min(1).refine(isTextsOrTokens)], { error: allowed });

/** By hand and not by a schema per item: a body may hold a million tokens. */
function isTextsOrTokens(items: readonly unknown[]): boolean {
  if (items.every((item) => typeof item === "string") || isTokens(items)) return true;
  return items.every((item) => Array.isArray(item) && item.length > 0 && isTokens(item));
}

function isTokens(items: readonly unknown[]): boolean {
  return items.every(Number.isInteger);
}

/**
 * The body of `POST /v1/completions`, as far as the router judges it; other fields pass unchanged.
 * @see https://platform.openai.com/docs/api-reference/completions/create
 */
export const completionBody = z.looseObject(
  {
    model: modelId,
    prompt: textsOrTokens("a string, an array of strings, or an array of tokens"),
    stream: flag,
    stream_options: object.nullish(),
    max_tokens: integer("an integer of 0 or more", 0),
    temperature: number("a number of 0 or more", 0),
    top_p: number("a number from 0 to 1", 0, 1),
    presence_penalty: number("a number"),
    frequency_penalty: number("a number"),
    n: integer("an integer of 1 or more", 1),
    best_of: integer("an integer of 1 or more", 1),
    seed: integer("an integer"),
    stop: stopSequences(),
    logprobs: integer("an integer of 0 or more", 0),
    logit_bias: object.nullish(),
    echo: flag,
    suffix: text("a string").nullish(),
    user: text("a string").nullish(),
  },
  { error: "a JSON object with model and prompt" },
);
