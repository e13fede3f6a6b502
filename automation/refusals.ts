/**
 * What could not be fetched from the network, remembered for a day: a closed network should cost its time-out once a
 * day, not on every run.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { cachePath } from "./paths";

/** One remembered refusal. */
export interface Refusal {
  /** When it happened, as an ISO date. */
  readonly at: string;
  /** Why, as half a sentence. */
  readonly reason: string;
}

const dayMs = 24 * 60 * 60 * 1000;

/** Refusals in a JSON file; a file that cannot be read counts as empty. */
export class Refusals {
  constructor(private readonly path: string = cachePath("refusals.json")) {}

  /** The refusal of this thing within the last day. */
  recent(key: string, now: number = Date.now()): Refusal | undefined {
    const refusal = this.read()[key];
    if (refusal === undefined) return undefined;
    const age = now - Date.parse(refusal.at);
    return age >= 0 && age < dayMs ? refusal : undefined;
  }

  /** The recent refusal as half a sentence, with the way to try again. */
  recentReason(key: string): string | undefined {
    const refusal = this.recent(key);
    if (refusal === undefined) return undefined;
    return `${refusal.reason}; it was tried at ${refusal.at} and is tried again after a day, or when you delete .plinth/refusals.json`;
  }

  remember(key: string, reason: string, now: number = Date.now()): void {
    this.write({ ...this.read(), [key]: { at: new Date(now).toISOString(), reason } });
  }

  forget(key: string): void {
    const { [key]: forgotten, ...rest } = this.read();
    if (forgotten !== undefined) this.write(rest);
  }

  private read(): Record<string, Refusal> {
    try {
      return JSON.parse(readFileSync(this.path, "utf8")) as Record<string, Refusal>;
    } catch {
      return {};
    }
  }

  private write(refusals: Record<string, Refusal>): void {
    writeFileSync(this.path, JSON.stringify(refusals, undefined, 2) + "\n");
  }
}
