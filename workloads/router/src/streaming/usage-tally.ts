import { usageIn } from "./usage.ts";
import type { Usage } from "./usage.ts";

const DATA = "data:";

/** Counts what one answer used while it passes. */
export class UsageTally {
  #told: Usage | undefined;
  #events = 0;

  /** How many events have passed. One block may hold many: a busy upstream writes several into one packet. */
  get events(): number {
    return this.#events;
  }

  /** @param usage what a whole answer tells */
  tell(usage: Usage | undefined): void {
    this.#told = usage;
  }

  /** Notes a block of whole events. @returns whether it tells the usage */
  note(block: Buffer): boolean {
    const text = block.toString("latin1");
    this.#events += eventsIn(text);
    const usage = usageIn(block, text);
    this.#told = usage ?? this.#told;
    return usage !== undefined;
  }

  /**
   * What was used; undefined where nothing tells. A stream that did not come to tell it is estimated: the client has what
   * came, however it ended, and backends send about a token in each event.
   * @param promptTokens about how many the question has
   */
  used(promptTokens: number): Usage | undefined {
    if (this.#told !== undefined || this.#events === 0) return this.#told;
    return { promptTokens, answerTokens: this.#events };
  }
}

/** Lines of data but for `[DONE]`. A model's text holds none: JSON escapes line ends. */
function eventsIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf(DATA); at >= 0; at = text.indexOf(DATA, at + DATA.length)) {
    const begun = at + DATA.length;
    const isDone = text.startsWith("[DONE]", text[begun] === " " ? begun + 1 : begun);
    if (!isDone && (at === 0 || text[at - 1] === "\n" || text[at - 1] === "\r")) count += 1;
  }
  return count;
}
