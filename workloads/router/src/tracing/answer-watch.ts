import type { StreamObserver } from "../streaming/observed-source.ts";
import { usageIn, usageOf } from "../streaming/usage.ts";
import type { Usage } from "../streaming/usage.ts";

/** What an answer says about itself; never what it says to the client. */
export interface AnswerFacts {
  readonly id: string | undefined;
  readonly model: string | undefined;
  readonly finishReasons: readonly string[];
  readonly usage: Usage | undefined;
  /** Until the first event of a stream, in milliseconds. */
  readonly firstEventMs: number | undefined;
}

const FINISH_REASON = /"finish_reason"\s*:\s*"([a-z_]{1,40})"/g;
const ID = /"id"\s*:\s*"([\w.:-]{1,128})"/;
const MODEL = /"model"\s*:\s*"([\w.:/@-]{1,128})"/;

/** The facts of a whole answer. */
export function factsOfAnswer(json: unknown): AnswerFacts {
  const { id, model, choices } = (json ?? {}) as { id?: unknown; model?: unknown; choices?: unknown };
  const reasons = (Array.isArray(choices) ? choices : []).map(
    (choice) => (choice as { finish_reason?: unknown } | null)?.finish_reason,
  );
  return {
    id: typeof id === "string" ? id : undefined,
    model: typeof model === "string" ? model : undefined,
    finishReasons: reasons.filter((reason) => typeof reason === "string"),
    usage: usageOf(json),
    firstEventMs: undefined,
  };
}

/** Watches a stream for its facts, and tells them at its end. */
export class AnswerWatch implements StreamObserver {
  readonly #startedAt: number;
  readonly #over: StreamObserver["over"];
  readonly #reasons: string[] = [];
  #first: { readonly id?: string | undefined; readonly model?: string | undefined } | undefined;
  #firstEventMs: number | undefined;
  #usage: Usage | undefined;

  /** @param startedAt of the monotonic clock, in milliseconds */
  constructor(startedAt: number, over: StreamObserver["over"]) {
    this.#startedAt = startedAt;
    this.#over = over;
  }

  get facts(): AnswerFacts {
    return {
      id: this.#first?.id,
      model: this.#first?.model,
      finishReasons: this.#reasons,
      usage: this.#usage,
      firstEventMs: this.#firstEventMs,
    };
  }

  block(block: Buffer): Buffer {
    this.#firstEventMs ??= performance.now() - this.#startedAt;
    const text = block.toString();
    this.#first ??= { id: ID.exec(text)?.[1], model: MODEL.exec(text)?.[1] };
    for (const [, reason] of text.matchAll(FINISH_REASON)) this.#reasons.push(reason as string);
    this.#usage = usageIn(block) ?? this.#usage;
    return block;
  }

  over(error: Parameters<StreamObserver["over"]>[0]): void {
    this.#over(error);
  }
}
