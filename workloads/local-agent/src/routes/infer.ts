import { AgentError } from "../errors.ts";
import { readJson } from "../http/body.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Engine } from "../inference/engine.ts";
import { generate } from "../inference/generate.ts";
import type { Ending } from "../inference/generate.ts";
import type { Slots } from "../inference/slots.ts";

import { inferBodyOf } from "./infer-body.ts";
import type { InferBody } from "./infer-body.ts";

type Tokens = ReturnType<Engine["tokensOf"]>;
type Sequence = Engine["sequences"][number];

/** A model that is loaded, and the turns for it. */
export interface Loaded {
  readonly engine: Engine;
  readonly slots: Slots<Sequence>;
}

/**
 * `POST /infer`: makes an answer, whole or as events.
 * @param loaded throws where no model can answer now
 */
export async function infer(exchange: Exchange, bodyLimitBytes: number, loaded: () => Loaded): Promise<void> {
  const body = inferBodyOf(await readJson(exchange.request, bodyLimitBytes));
  const { engine, slots } = loaded();
  const tokens = engine.tokensOf(body.prompt);
  Object.assign(exchange.facts, { stream: body.stream, promptTokens: tokens.length });
  refuseTooLong(tokens.length, body.max_tokens, engine.contextTokens);
  const asked = performance.now();
  await slots.run(exchange.signal, async (sequence) => {
    exchange.facts["queuedMs"] = Math.round(performance.now() - asked);
    await answer(exchange, sequence, { tokens, body });
  });
}

/** @throws AgentError with all the numbers, before anything is computed */
function refuseTooLong(promptTokens: number, maxTokens: number, context: number): void {
  if (promptTokens === 0)
    throw new AgentError("invalid_value", "'prompt' has no tokens; it must have at least one.", {
      param: "prompt",
    });
  const sum = promptTokens + maxTokens;
  if (sum <= context) return;
  const numbers = `The prompt has ${promptTokens} tokens and max_tokens is ${maxTokens}, together ${sum}, but the model's context is ${context} tokens.`;
  const left = context - promptTokens;
  const fix =
    left > 0 ? `Set max_tokens to ${left} or less, or send a shorter prompt.` : "Send a shorter prompt.";
  throw new AgentError("context_length_exceeded", `${numbers} ${fix}`, {
    param: left > 0 ? "max_tokens" : "prompt",
  });
}

async function answer(
  exchange: Exchange,
  sequence: Sequence,
  { tokens, body }: { readonly tokens: Tokens; readonly body: InferBody },
): Promise<void> {
  const pieces: string[] = [];
  const ending = await generate(sequence, {
    tokens,
    maxTokens: body.max_tokens,
    temperature: body.temperature,
    signal: exchange.signal,
    onPiece: body.stream ? (text) => exchange.event({ text }) : (text) => pieces.push(text),
  });
  const { finish, completionTokens } = ending;
  Object.assign(exchange.facts, { completionTokens, finish });
  const rest = { finish_reason: finish, usage: usageOf(tokens.length, ending) };
  if (!body.stream) {
    exchange.json(200, { text: pieces.join(""), ...rest });
    return;
  }
  exchange.event({ text: "", ...rest });
  exchange.done();
}

function usageOf(promptTokens: number, { completionTokens }: Ending): object {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}
