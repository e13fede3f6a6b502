/** What a part of `./plinth test` comes to. */

/** Something that was not run. */
export interface Skip {
  readonly what: string;
  readonly reason: string;
}

/** Counts of one part. A check without tests of its own counts as one. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly Skip[];
  /** What failed, one line each. */
  readonly failures: readonly string[];
}

/** A check that went well. */
export const passedOnce: Outcome = { passed: 1, failed: 0, skipped: [], failures: [] };

/** A check that failed. */
export function failedOnce(what: string): Outcome {
  return { passed: 0, failed: 1, skipped: [], failures: [what] };
}

/** A part that is not run at all. */
export function skippedOnce(what: string, reason: string): Outcome {
  return { passed: 0, failed: 0, skipped: [{ what, reason }], failures: [] };
}

/** The counts of several parts together. */
export function total(outcomes: readonly Outcome[]): Outcome {
  return {
    passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
    failed: outcomes.reduce((sum, { failed }) => sum + failed, 0),
    skipped: outcomes.flatMap(({ skipped }) => skipped),
    failures: outcomes.flatMap(({ failures }) => failures),
  };
}

/** The one line that closes a run. */
export function summaryLine({ passed, failed, skipped }: Outcome): string {
  return `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
}
