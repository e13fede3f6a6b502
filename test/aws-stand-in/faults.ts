/** Failures and delays that a test asks for. */

import { setTimeout as pause } from "node:timers/promises";

/** Operations that can fail or wait. */
export type Operation = "create" | "read" | "update" | "delete";

/** A fault at the n-th operation on a type, counted from when it was asked for. */
export interface Fault {
  readonly type: string;
  readonly operation: Operation;
  /**
   * Which operation, from 1.
   * @default 1
   */
  readonly nth?: number;
  /** What AWS says; without it the operation succeeds. */
  readonly error?: string;
  /**
   * How long the operation takes.
   * @default 0
   */
  readonly delaySeconds?: number;
}

/** Plays faults. */
export class Faults {
  private readonly pending: { readonly fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.pending.push({ fault, left: fault.nth ?? 1 });
  }

  /** Forgets what did not come about. */
  clear(): void {
    this.pending.length = 0;
  }

  /**
   * Counts an operation, and waits where a fault says so.
   *
   * @throws Error with what AWS says, where a fault says so.
   */
  async pass(type: string, operation: Operation): Promise<void> {
    const due = this.pending.filter(({ fault }) => fault.type === type && fault.operation === operation);
    for (const entry of due) entry.left -= 1;
    const now = due.filter(({ left }) => left === 0).map(({ fault }) => fault);
    for (const { delaySeconds = 0 } of now) await pause(delaySeconds * 1000);
    const error = now.find((fault) => fault.error !== undefined)?.error;
    if (error !== undefined) throw new Error(error);
  }
}
