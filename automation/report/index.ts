/** The forms in which a preview answers. */

import type { RuleFacts } from "../../policypack/lib/rule";
import { planTree } from "../plan/tree";
import type { Plan } from "../plan/types";
import { rootOf } from "./document";
import type { PreviewDocument } from "./document";
import type { ReportFormat } from "./formats";
import { junitReport } from "./junit";
import { markdownReport } from "./markdown";
import { sarifReport } from "./sarif";
import { textReport } from "./text";
import type { Paint } from "./text";

export { reportFormats } from "./formats";
export type { ReportFormat } from "./formats";

/** What a report is written from. */
export interface ReportSource {
  readonly plan: Plan;
  readonly document: PreviewDocument;
  /** The policies that were at work. */
  readonly rules: readonly RuleFacts[];
  /** Version of Plinth. */
  readonly version: string;
}

/** The text of a report. */
export function report(
  format: ReportFormat,
  { plan, document, rules, version }: ReportSource,
  paint?: Paint,
): string {
  switch (format) {
    case "table":
      return textReport(document, paint);
    case "json":
      return pretty(document);
    case "sarif":
      return pretty(sarifReport(document, rules, version));
    case "junit":
      return junitReport(document, rules);
    case "markdown":
      return markdownReport(document);
    case "tree":
      return planTree(plan, rootOf(plan.program));
  }
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
