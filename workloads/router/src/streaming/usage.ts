/** Tokens of one answer, as the backend counted them. */
export interface Usage {
  readonly promptTokens: number;
  readonly answerTokens: number;
}

const USAGE_MARK = /"usage"/;
const DATA_LINE = /^data: ?(\{.*)$/gm;

/** The usage of a whole answer; undefined where it has none. */
export function usageOf(answer: unknown): Usage | undefined {
  const usage = (answer as { usage?: unknown } | null | undefined)?.usage;
  if (typeof usage !== "object" || usage === null) return undefined;
  const { prompt_tokens: prompt, completion_tokens: completion } = usage as Record<string, unknown>;
  if (!isCount(prompt)) return undefined;
  return { promptTokens: prompt, answerTokens: isCount(completion) ? completion : 0 };
}

/** What a backend counted may be added up: a counter that would fall is an error where nobody expects one. */
function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/**
 * The usage that stands in a block of events, the last one where several tell theirs: counts only grow. Undefined where
 * it has none, as in most blocks.
 * @param text the block as one-byte text, which is searched several times as fast as bytes
 */
export function usageIn(block: Buffer, text: string = block.toString("latin1")): Usage | undefined {
  if (!USAGE_MARK.test(text)) return undefined;
  let last: Usage | undefined;
  for (const [, payload] of block.toString().matchAll(DATA_LINE))
    last = usageOf(parse(payload as string)) ?? last;
  return last;
}

/**
 * A block without the event that only tells the usage: the router asked for it, and the client did not.
 * @param block whole events
 */
export function withoutUsageEvent(block: Buffer): Buffer {
  if (!USAGE_MARK.test(block.toString("latin1"))) return block;
  const events = block.toString().split(/(?<=\r?\n\r?\n)/);
  return Buffer.from(events.filter((event) => !isUsageEvent(event)).join(""));
}

function isUsageEvent(event: string): boolean {
  const payload = /^data: ?(\{.*)$/m.exec(event)?.[1];
  if (payload === undefined) return false;
  const chunk = parse(payload) as { choices?: unknown; usage?: unknown } | undefined;
  return Array.isArray(chunk?.choices) && chunk.choices.length === 0 && typeof chunk.usage === "object";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
