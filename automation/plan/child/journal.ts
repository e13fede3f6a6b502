/** What is learnt while a program runs, and how it is written down when it ends. */

import { writeFileSync } from "node:fs";
import type { Evaluation, Failure } from "../protocol";
import type { PlannedResource, ReadResource, SourcePosition, Unexpanded } from "../types";

/** Collects the plan and whatever stands in its way. */
export class Journal {
  readonly resources = new Map<string, PlannedResource>();
  readonly reads = new Map<string, ReadResource>();
  readonly unexpanded: Unexpanded[] = [];
  readonly failures: Failure[] = [];
  private readonly begun = new Map<string, { readonly position: SourcePosition; readonly times: number }>();
  private written = false;

  constructor(private readonly file: string) {}

  /** Notes a failure; the same one is noted once. */
  fail(failure: Failure): void {
    const known = this.failures.some(
      ({ kind, message, source }) =>
        kind === failure.kind && message === failure.message && source?.line === failure.source?.line,
    );
    if (!known) this.failures.push(failure);
  }

  /** A resource is made at this line; it is registered when its inputs are there. */
  begins(position: SourcePosition): void {
    const key = `${position.file}:${position.line}`;
    this.begun.set(key, { position, times: (this.begun.get(key)?.times ?? 0) + 1 });
  }

  /** What was begun at this line is registered. */
  arrives({ file, line }: SourcePosition): void {
    const key = `${file}:${line}`;
    const known = this.begun.get(key);
    if (known === undefined) return;
    if (known.times > 1) this.begun.set(key, { ...known, times: known.times - 1 });
    else this.begun.delete(key);
  }

  /** The nearest line to where a program waits, and what is known of it. */
  lastKnown(): { readonly source?: SourcePosition; readonly message: string } {
    const [waiting] = this.begun.values();
    if (waiting !== undefined)
      return { source: waiting.position, message: "the resource of this line waits for its inputs" };
    const last = [...this.resources.values()].at(-1)?.source;
    if (last !== undefined) return { source: last, message: "this line registered the last resource" };
    return { message: "it has registered nothing" };
  }

  /** Writes the answer, once: what comes after it is not heard any more. */
  write(): void {
    if (this.written) return;
    this.written = true;
    const evaluation: Evaluation = {
      resources: [...this.resources.values()],
      reads: [...this.reads.values()],
      unexpanded: this.unexpanded,
      failures: this.failures,
    };
    writeFileSync(this.file, JSON.stringify(evaluation), { mode: 0o600 });
  }
}
