import { AgentError } from "../errors.ts";

/** Weight of the newest answer in the running mean of how long one takes. */
const NEWEST = 0.2;

/** Someone who waits for a place. */
interface Waiting<T> {
  readonly take: (place: T) => void;
}

/** A fixed number of places, given out in the order of asking, and a queue of limited length in front of them. */
export class Slots<T> {
  readonly #free: T[];
  readonly #places: number;
  readonly #queueLimit: number;
  readonly #queue = new Set<Waiting<T>>();
  #meanSeconds = 1;

  constructor(places: readonly T[], queueLimit: number) {
    this.#free = [...places];
    this.#places = places.length;
    this.#queueLimit = queueLimit;
  }

  /** How many places are taken. */
  get busy(): number {
    return this.#places - this.#free.length;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#queue.size;
  }

  /**
   * Runs `work` in a place, as soon as there is one.
   * @throws AgentError queue_full where nobody else may wait; the signal's reason where it ends the wait
   */
  async run<R>(signal: AbortSignal, work: (place: T) => Promise<R>): Promise<R> {
    const place = await this.#take(signal);
    const start = performance.now();
    try {
      return await work(place);
    } finally {
      this.#meanSeconds += NEWEST * ((performance.now() - start) / 1000 - this.#meanSeconds);
      this.#giveBack(place);
    }
  }

  #take(signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const place = this.#free.pop();
    if (place !== undefined) return Promise.resolve(place);
    if (this.#queue.size >= this.#queueLimit) return Promise.reject(this.#full());
    return new Promise<T>((resolve, reject) => {
      const leave = (): void => {
        this.#queue.delete(waiting);
        reject(signal.reason as Error);
      };
      const take = (given: T): void => {
        signal.removeEventListener("abort", leave);
        resolve(given);
      };
      const waiting: Waiting<T> = { take };
      this.#queue.add(waiting);
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  #giveBack(place: T): void {
    const [next] = this.#queue;
    if (next === undefined) {
      this.#free.push(place);
      return;
    }
    this.#queue.delete(next);
    next.take(place);
  }

  #full(): AgentError {
    const [busy, waiting] = [answers(this.busy), requests(this.waiting)];
    const what = `The agent makes ${busy} and ${waiting} for a turn; no more may wait.`;
    const retryAfterSeconds = Math.max(1, Math.ceil((this.#meanSeconds * (this.waiting + 1)) / this.#places));
    return new AgentError("queue_full", what, { retryAfterSeconds });
  }
}

const answers = (count: number): string => (count === 1 ? "1 answer" : `${count} answers`);
const requests = (count: number): string => (count === 1 ? "1 request waits" : `${count} requests wait`);
