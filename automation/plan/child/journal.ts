/** What is learnt while a program runs, and how it is written down when it ends. */

import { writeFileSync } from "node:fs";
import type { Evaluation, Failure } from "../protocol";
import type { PlannedResource, ReadResource, Unexpanded } from "../types";

/** Collects the plan and whatever stands in its way. */
export class Journal {
  readonly resources = new Map<string, PlannedResource>();
  readonly reads = new Map<string, ReadResource>();
  readonly unexpanded: Unexpanded[] = [];
  readonly failures: Failure[] = [];
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
