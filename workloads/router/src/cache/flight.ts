import { RouterError } from "../errors.ts";
import type { Dispatched } from "../routing/request.ts";

import { SharedStream } from "./shared-stream.ts";
import type { StreamTotal } from "./shared-stream.ts";

/** Hears of a flight's end. @param stream undefined where the answer came as a whole */
type Landing = (dispatched: Dispatched, stream: StreamTotal | undefined) => Promise<void>;

/**
 * One question to a backend, for all clients that ask the same meanwhile. It goes on while one of them is there, and
 * ends with the last one: who asked first is of no account.
 */
export class Flight {
  readonly #controller = new AbortController();
  readonly #answer: Promise<Dispatched>;
  readonly #limitBytes: number;
  readonly #landing: Landing;
  readonly #over = Promise.withResolvers<undefined>();
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
    this.#answer.catch(() => this.#over.resolve(undefined));
  }

  /** True while somebody who joins can have all of the answer. */
  get isOpen(): boolean {
    return !this.#controller.signal.aborted && this.#stream?.isRemembered !== false;
  }

  /** Once the answer is whole and was kept, or there will be none. */
  get over(): Promise<undefined> {
    return this.#over.promise;
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
    const { outcome } = dispatched;
    const end = (stream?: StreamTotal): void => {
      void this.#landing(dispatched, stream).finally(() => this.#over.resolve(undefined));
    };
    if (outcome instanceof RouterError || outcome.kind === "complete") {
      end();
      return dispatched;
    }
    this.#stream = new SharedStream(outcome.events, this.#limitBytes);
    this.#stream.start(end);
    return dispatched;
  }
}
