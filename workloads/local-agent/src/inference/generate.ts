import type { LlamaContextSequence, LlamaModel, Token } from "node-llama-cpp";

/** One answer that is to be made. */
export interface Task {
  /** The prompt; at least one token. */
  readonly tokens: readonly Token[];
  readonly maxTokens: number;
  /** 0 takes the likeliest token each time. */
  readonly temperature: number;
  readonly signal: AbortSignal;
  /** Gets each piece of the text as soon as it is known. */
  readonly onPiece: (text: string) => void;
}

/** How an answer ended. */
export interface Ending {
  readonly finish: "stop" | "length";
  /** Tokens that the model made, the one that ends an answer among them. */
  readonly completionTokens: number;
}

/** How many tokens of a prompt are read before the next look at whether the client is still there. */
const PROMPT_STEP = 256;

/** A character has four bytes at most, and in the worst case each is a token. */
const MOST_TOKENS_OF_A_CHARACTER = 4;

const HALF_A_CHARACTER = "\uFFFD";

/**
 * Makes an answer. What the sequence still knows of an earlier prompt with the same beginning is not read again.
 * @throws the signal's reason as soon as it is aborted
 */
export async function generate(sequence: LlamaContextSequence, task: Task): Promise<Ending> {
  const { maxTokens, temperature, signal, onPiece } = task;
  const { model } = sequence;
  // The end of the prompt, because a word's leading space shows only behind other text.
  const pieces = new Pieces(model, task.tokens.slice(-MOST_TOKENS_OF_A_CHARACTER), onPiece);
  let completionTokens = 0;
  const last = await readPrompt(sequence, task);
  for await (const token of sequence.evaluate([last], { temperature, yieldEogToken: true })) {
    signal.throwIfAborted();
    completionTokens += 1;
    const ended = model.isEogToken(token);
    if (!ended) pieces.add(token);
    if (!ended && completionTokens < maxTokens) continue;
    pieces.flush();
    return { finish: ended ? "stop" : "length", completionTokens };
  }
  throw new Error("The model's engine ended in the middle of an answer.");
}

/** Reads all of the prompt but its last token, which begins the answer. */
async function readPrompt(sequence: LlamaContextSequence, { tokens, signal }: Task): Promise<Token> {
  const [begin, last] = [tokens.slice(0, -1), tokens.at(-1)];
  if (last === undefined) throw new Error("A prompt has at least one token.");
  if (begin.length === 0) await sequence.clearHistory();
  else await sequence.adaptStateToTokens(begin, false);
  for (let next = sequence.nextTokenIndex; next < begin.length; next += PROMPT_STEP) {
    signal.throwIfAborted();
    await sequence.evaluateWithoutGeneratingNewTokens(begin.slice(next, next + PROMPT_STEP));
  }
  signal.throwIfAborted();
  return last;
}

/** Makes text of tokens. Holds a token back only while it ends in the middle of a character. */
class Pieces {
  readonly #model: LlamaModel;
  readonly #onPiece: (text: string) => void;
  #held: Token[] = [];
  #before: readonly Token[];

  constructor(model: LlamaModel, before: readonly Token[], onPiece: (text: string) => void) {
    this.#model = model;
    this.#before = before;
    this.#onPiece = onPiece;
  }

  add(token: Token): void {
    this.#held.push(token);
    const text = this.#text();
    if (!text.endsWith(HALF_A_CHARACTER) || this.#held.length >= MOST_TOKENS_OF_A_CHARACTER) this.#say(text);
  }

  flush(): void {
    if (this.#held.length > 0) this.#say(this.#text());
  }

  #text(): string {
    return this.#model.detokenize(this.#held, false, this.#before);
  }

  #say(text: string): void {
    this.#before = this.#held;
    this.#held = [];
    if (text !== "") this.#onPiece(text);
  }
}
