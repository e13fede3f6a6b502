/** Findings as every report for people sorts them. */

import type { DocumentFinding, PreviewDocument } from "./document";

/** Findings by what they come to. */
export interface Groups {
  readonly denied: readonly DocumentFinding[];
  readonly warned: readonly DocumentFinding[];
  readonly waived: readonly DocumentFinding[];
}

/** Sorts the findings of a document. */
export function groupsOf({ findings }: Pick<PreviewDocument, "findings">): Groups {
  const open = findings.filter(({ waived }) => waived === null);
  return {
    denied: open.filter(({ enforcementLevel }) => enforcementLevel === "mandatory"),
    warned: open.filter(({ enforcementLevel }) => enforcementLevel === "advisory"),
    waived: findings.filter(({ waived }) => waived !== null),
  };
}

/** `2 denied, 1 warning, 3 waived`. */
export function countsOf({ denied, warned, waived }: Groups): string {
  const warnings = `${warned.length} ${warned.length === 1 ? "warning" : "warnings"}`;
  return `${denied.length} denied, ${warnings}, ${waived.length} waived`;
}

/** `index.ts:12`. */
export function placeText({
  file,
  line,
}: {
  readonly file: string | null;
  readonly line: number | null;
}): string {
  return file === null ? "" : `${file}:${line ?? 1}`;
}

/** Name and type of a resource, as a person calls it. */
export function resourceText(urn: string | null): string {
  if (urn === null) return "";
  const [types = "", ...names] = urn.split("::").slice(2);
  return `${names.join("::")} (${types.split("$").at(-1) ?? ""})`;
}

/** Who waived a finding, and until when. */
export function waiverText({ waived }: DocumentFinding): string {
  return waived === null ? "" : `waived by ${waived.owner} until ${waived.expires}: ${waived.reason}`;
}
