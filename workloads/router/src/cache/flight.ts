import { RouterError } from "../errors.ts";
import type { Dispatched } from "../routing/request.ts";
import type { Target } from "../routing/target.ts";
import { ObservedSource } from "../streaming/observed-source.ts";
import { UsageTally } from "../streaming/usage-tally.ts";
import { usageOf } from "../streaming/usage.ts";

import { SharedStream } from "./shared-stream.ts";
import type { StreamTotal } from "./shared-stream.ts";

/** Hears of a flight's end. @param stream undefined where the answer came as a whole */
type Landing = (dispatched: Dispatched, stream: StreamTotal | undefined) => Promise<void>;

/** What a flight used, for all that were on it. */
export interface FlightBill {
  /** The model that answered, and who served it; undefined where nobody did. */
  readonly model: string | undefined;
  readonly target: Target | undefined;
  readonly tally: UsageTally;
  /** Whether there was no whole answer. */
  readonly failed: boolean;
}

/**
 * One question to a backend, for all clients that ask the same meanwhile. It goes on while one of them is there, and
 * ends with the last one. Who asked first pays for all of it, also after leaving: else nobody would.
 */
export class Flight {
  readonly #controller = new AbortController();
  readonly #answer: Promise<Dispatched>;
  readonly #limitBytes: number;
  readonly #landing: Landing;
  readonly #over = Promise.withResolvers<undefined>();
  readonly #bill = Promise.withResolvers<FlightBill>();
  readonly #tally = new UsageTally();
  #stream: SharedStream | undefined;
  #members = 0;

  /**
   * @param ask asks the backend, until its signal ends it
   * @param limitBytes most that is held of a stream
   */
  constructor(ask: (signal: AbortSignal) => Promise<Dispatched>, limitBytes: number, landing: Landing) {
    this.#limitBytes = limitBytes;
    this.#landing = landing;
    this.#answer = ask(this.#controller.signal).then((dispatched) => this.#began(dispatched));
    // Whoever joined hears of it; where everybody left, nobody wants to.
    this.#answer.catch(() => {
      this.#over.resolve(undefined);
      this.#bill.resolve({ model: undefined, target: undefined, tally: this.#tally, failed: true });
    });
  }

  /** True while somebody who joins can have all of the answer. */
  get isOpen(): boolean {
    return !this.#controller.signal.aborted && this.#stream?.isRemembered !== false;
  }

  /** Once the answer is whole and was kept, or there will be none. */
  get over(): Promise<undefined> {
    return this.#over.promise;
  }

  /** What all of it used, once that is known. Never rejects. */
  get bill(): Promise<FlightBill> {
    return this.#bill.promise;
  }

  /**
   * The answer, for one more client.
   * @param signal aborted with a RouterError when this client leaves
   * @throws RouterError where the client left before the answer began
   */
  async join(signal: AbortSignal): Promise<Dispatched> {
    this.#members += 1;
    const left = new Promise<never>((_, reject) => {
      const leave = (): void => {
        this.#members -= 1;
        // The last one hears from the backend's side how far it came.
        if (this.#members === 0) this.#controller.abort(signal.reason);
        else reject(signal.reason as RouterError);
      };
      if (signal.aborted) leave();
      else signal.addEventListener("abort", leave, { once: true });
    });
    left.catch(() => undefined);
    const dispatched = await Promise.race([this.#answer, left]);
    const { outcome } = dispatched;
    if (outcome instanceof RouterError || outcome.kind === "complete" || this.#stream === undefined)
      return dispatched;
    return { ...dispatched, outcome: { ...outcome, events: this.#stream.join(signal) } };
  }

  #began(dispatched: Dispatched): Dispatched {
    const { outcome, model, target } = dispatched;
    const end = (stream?: StreamTotal): void => {
      void this.#landing(dispatched, stream).finally(() => this.#over.resolve(undefined));
    };
    const bill = (failed: boolean): void => this.#bill.resolve({ model, target, tally: this.#tally, failed });
    if (outcome instanceof RouterError || outcome.kind === "complete") {
      if (!(outcome instanceof RouterError)) this.#tally.tell(usageOf(outcome.json));
      bill(outcome instanceof RouterError || outcome.status >= 400);
      end();
      return dispatched;
    }
    const counted = new ObservedSource(outcome.events, {
      block: (block) => {
        this.#tally.note(block);
        return block;
      },
      over: (error) => bill(error !== undefined),
    });
    this.#stream = new SharedStream(counted, this.#limitBytes);
    this.#stream.start(end);
    return dispatched;
  }
}
