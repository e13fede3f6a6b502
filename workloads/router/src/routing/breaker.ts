/** What a breaker lets through. */
export type BreakerState = "closed" | "open" | "half-open";

/** How a breaker opens and closes. */
export interface BreakerSettings {
  /** Failures in a row that open it. */
  readonly allowedFails: number;
  /** How long it stays open, in milliseconds. */
  readonly cooldownMs: number;
}

/**
 * Leaves a target alone that failed several times in a row. After the cool-down one request may try it: a success
 * closes the breaker, a failure opens it for another cool-down.
 */
export class Breaker {
  readonly #settings: BreakerSettings;
  readonly #now: () => number;
  #failures = 0;
  #openUntil = 0;
  #probing = false;

  /** @param now milliseconds of a clock that never goes back */
  constructor(settings: BreakerSettings, now: () => number = () => performance.now()) {
    this.#settings = settings;
    this.#now = now;
  }

  get state(): BreakerState {
    if (this.#openUntil === 0) return "closed";
    return this.#now() < this.#openUntil ? "open" : "half-open";
  }

  /** Whether a request may go now. */
  get lets(): boolean {
    const { state } = this;
    return state === "closed" || (state === "half-open" && !this.#probing);
  }

  /** A request goes. Its end must be told by one of the three below. */
  begin(): void {
    if (this.state === "half-open") this.#probing = true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#openUntil = 0;
    this.#probing = false;
  }

  failed(): void {
    this.#failures += 1;
    const wasTrial = this.#probing;
    this.#probing = false;
    if (wasTrial || this.#failures >= this.#settings.allowedFails)
      this.#openUntil = this.#now() + this.#settings.cooldownMs;
  }

  /** The request ended in a way that says nothing of the target, as when the client left. */
  abandoned(): void {
    this.#probing = false;
  }

  /** Keeps requests away for a time that the upstream itself asked for. */
  holdFor(milliseconds: number): void {
    this.#openUntil = Math.max(this.#openUntil, this.#now() + milliseconds);
  }
}
