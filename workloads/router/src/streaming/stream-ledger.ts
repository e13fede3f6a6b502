/** How a stream ended, judged by what was in it. */
export type StreamEnd =
  /** With `[DONE]`. */
  | "done"
  /** Every choice has its finish reason; only `[DONE]` is missing. */
  | "whole"
  /** The upstream's own last word is an error event. */
  | "failed"
  /** In the middle of the answer. */
  | "cut";

const DONE_LINE = /^data: ?\[DONE\]\s*$/m;
const ERROR_LINE = /^data: ?\{\s*"error"\s*:/m;
// A few servers write "" instead of null while the answer goes on.
const FINISH = /"finish_reason"\s*:\s*"[^"]/g;

/**
 * Keeps account of what passed through a stream of chat completions, by looking at bytes and not by
 * parsing events: JSON escapes quotes and line ends, so that these marks cannot occur in a model's text.
 */
export class StreamLedger {
  readonly #expectedChoices: number;
  #finished = 0;
  #last: Buffer | undefined;
  #done = false;

  /** @param expectedChoices the request's `n` */
  constructor(expectedChoices: number) {
    this.#expectedChoices = expectedChoices;
  }

  /** True once `[DONE]` has passed. */
  get done(): boolean {
    return this.#done;
  }

  /** Notes a block of whole events. */
  note(block: Buffer): void {
    this.#last = block;
    if (block.includes("[DONE]")) this.#done ||= DONE_LINE.test(block.toString("latin1"));
    // null, the value of every chunk but the last, has no quote: most blocks are settled by these two searches.
    if (block.includes('"finish_reason":"') || block.includes('"finish_reason": "')) {
      this.#finished += block.toString("latin1").match(FINISH)?.length ?? 0;
    }
  }

  /** The verdict, once the upstream has ended the stream. */
  end(): StreamEnd {
    if (this.#done) return "done";
    if (this.#last !== undefined && isErrorEvent(this.#last)) return "failed";
    return this.#finished >= this.#expectedChoices ? "whole" : "cut";
  }
}

/** True where a block holds an error event in OpenAI's shape. */
export function isErrorEvent(block: Buffer): boolean {
  return block.includes('"error"') && ERROR_LINE.test(block.toString("latin1"));
}
