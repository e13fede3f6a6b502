import type { Json } from "./json.ts";

/** Why a model stopped, in OpenAI's words. */
export type FinishReason = "stop" | "length" | "tool_calls" | "content_filter";

/** Tokens as a provider counts them; undefined where it does not. */
export interface TokenCounts {
  /** All of the prompt, with what came from a cache. */
  readonly prompt: number;
  /** All of the answer, with what was thought. */
  readonly answer: number;
  readonly cached?: number | undefined;
  readonly reasoning?: number | undefined;
}

/** `usage` of OpenAI's answers. */
export function usageObject({ prompt, answer, cached, reasoning }: TokenCounts): Json {
  return {
    prompt_tokens: prompt,
    completion_tokens: answer,
    total_tokens: prompt + answer,
    ...(cached !== undefined && { prompt_tokens_details: { cached_tokens: cached } }),
    ...(reasoning !== undefined && { completion_tokens_details: { reasoning_tokens: reasoning } }),
  };
}

/** One choice of a whole answer. */
export interface Choice {
  readonly index: number;
  readonly message: Json;
  readonly finish: FinishReason;
  /** @default null */
  readonly logprobs?: Json | null;
}

/** Seconds since 1970. */
function now(): number {
  return Math.floor(Date.now() / 1000);
}

/** A whole chat completion. */
export function chatCompletion(
  id: string,
  model: string,
  choices: readonly Choice[],
  usage: Json | undefined,
): Json {
  return {
    id,
    object: "chat.completion",
    created: now(),
    model,
    choices: choices.map(({ index, message, finish, logprobs = null }) => ({
      index,
      message: { role: "assistant", refusal: null, ...message },
      logprobs,
      finish_reason: finish,
    })),
    ...(usage !== undefined && { usage }),
  };
}

/** One call of a tool in an answer. */
export function toolCall(id: string, name: string, input: string, extra?: Json): Json {
  return {
    id,
    type: "function",
    function: { name, arguments: input },
    ...(extra !== undefined && { extra_content: extra }),
  };
}

/**
 * Writes the events of one streaming chat completion. The role stands in the first event of each choice that says
 * something, so that nothing is told before there is something to tell: until then another target can be asked.
 */
export class ChatEvents {
  readonly #created = now();
  readonly #begun = new Set<number>();
  #id: string;
  #model: string;

  /** Names that hold until the upstream tells its own. */
  constructor(id: string, model: string) {
    this.#id = id;
    this.#model = model;
  }

  /** True once an event of a choice was written. */
  get begun(): boolean {
    return this.#begun.size > 0;
  }

  /** What the upstream calls the answer. Kept as it was once events went out: an id holds for a whole stream. */
  identify(id: string | undefined, model: string | undefined): void {
    if (this.begun) return;
    this.#id = id ?? this.#id;
    this.#model = model ?? this.#model;
  }

  /** A piece of an answer. */
  delta(index: number, delta: Json, logprobs: Json | null = null): string {
    return this.#chunk([{ index, delta: this.#withRole(index, delta), logprobs, finish_reason: null }]);
  }

  finish(index: number, reason: FinishReason): string {
    return this.#chunk([{ index, delta: this.#withRole(index, {}), logprobs: null, finish_reason: reason }]);
  }

  usage(usage: Json): string {
    return this.#chunk([], usage);
  }

  #withRole(index: number, delta: Json): Json {
    if (this.#begun.has(index)) return delta;
    this.#begun.add(index);
    return { role: "assistant", content: "", ...delta };
  }

  #chunk(choices: readonly Json[], usage?: Json): string {
    const chunk = {
      id: this.#id,
      object: "chat.completion.chunk",
      created: this.#created,
      model: this.#model,
      choices,
      ...(usage !== undefined && { usage }),
    };
    return `data: ${JSON.stringify(chunk)}\n\n`;
  }
}

/** The last event of a whole stream. */
export const DONE = "data: [DONE]\n\n";
