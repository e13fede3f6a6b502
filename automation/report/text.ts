/** The answer of a preview for a person at a terminal. */

import type { DocumentFinding, PreviewDocument } from "./document";
import { costText } from "./cost";
import { countsOf, groupsOf, placeText, resourceText, waiverText } from "./groups";

/** Paints text. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly green: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
}

/** Paints nothing. */
export const plain: Paint = {
  bold: String,
  dim: String,
  green: String,
  red: String,
  yellow: String,
};

/** What was found, the worst last, where the eye is; then the counts. */
export function textReport(document: PreviewDocument, paint: Paint = plain): string {
  const groups = groupsOf(document);
  const blocks = [
    ...groups.waived.map((finding) => block(finding, "waived", paint.dim, paint)),
    ...groups.warned.map((finding) => block(finding, "warned", paint.yellow, paint)),
    ...groups.denied.map((finding) => block(finding, "denied", paint.red, paint)),
  ];
  const cost = costText(document.cost);
  return [...blocks, ...(cost === "" ? [] : [cost]), summary(document, paint)].join("\n\n");
}

function block(
  finding: DocumentFinding,
  word: string,
  colour: (text: string) => string,
  paint: Paint,
): string {
  const head = `${colour(word)} ${paint.bold(finding.rule)} ${paint.dim(placeText(finding))}`;
  const about = [resourceText(finding.urn), finding.message, waiverText(finding)];
  return [head, ...about.filter((line) => line !== "").map((line) => `  ${line}`)].join("\n");
}

function summary(document: PreviewDocument, paint: Paint): string {
  const { resources, unexpanded, denied, profile } = document;
  const unseen =
    unexpanded.length === 0
      ? ""
      : `, ${unexpanded.length} of them built elsewhere from parts that no policy sees`;
  const counts = countsOf(groupsOf(document));
  const verdict = denied ? paint.red(`Denied: ${counts}`) : paint.green(`Not denied: ${counts}`);
  return `${verdict}; ${resources.length} resources${unseen} (profile ${profile}).`;
}
