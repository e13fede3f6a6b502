/** The answer of a preview as a Markdown summary for a pull request. */

import type { DocumentFinding, PreviewDocument } from "./document";
import { costText, usd } from "./cost";
import { countsOf, groupsOf, placeText, resourceText } from "./groups";

/** Rows of one table; a comment of GitHub may have 65,536 characters. */
const maxRows = 60;

/** The summary. */
export function markdownReport(document: PreviewDocument): string {
  const { stack, project, profile, resources, unexpanded, denied } = document;
  const groups = groupsOf(document);
  const verdict = denied ? "denied" : "not denied";
  return `${[
    `### Preview of ${code(`${project}/${stack}`)}: ${verdict}`,
    `${countsOf(groups)}. ${resources.length} resources, profile ${code(profile)}.`,
    ...section("Denied", groups.denied, true, findingRow),
    ...section("Warnings", groups.warned, false, findingRow),
    ...section("Waived", groups.waived, false, waivedRow, ["Rule", "Resource", "Where", "Waived"]),
    ...costOf(document),
    ...notSeen(unexpanded),
    ...changesOf(document),
  ].join("\n\n")}\n`;
}

const findingHead = ["Rule", "Resource", "Where", "What"] as const;

function findingRow(finding: DocumentFinding): string[] {
  return [
    code(finding.rule),
    text(resourceText(finding.urn)),
    code(placeText(finding)),
    text(finding.message),
  ];
}

function waivedRow(finding: DocumentFinding): string[] {
  const { owner = "", expires = "", reason = "" } = finding.waived ?? {};
  const [rule = "", resource = "", where = ""] = findingRow(finding);
  return [rule, resource, where, text(`by ${owner} until ${expires}: ${reason}`)];
}

function section(
  title: string,
  findings: readonly DocumentFinding[],
  open: boolean,
  row: (finding: DocumentFinding) => string[],
  head: readonly string[] = findingHead,
): string[] {
  if (findings.length === 0) return [];
  const shown = findings.slice(0, maxRows);
  const more = findings.length - shown.length;
  const table = [head, head.map(() => "---"), ...shown.map(row)].map((cells) => `| ${cells.join(" | ")} |`);
  const rest = more === 0 ? [] : [`And ${more} more, which the report in JSON has.`];
  return [
    `<details${open ? " open" : ""}><summary>${title}: ${findings.length}</summary>`,
    table.join("\n"),
    ...rest,
    "</details>",
  ];
}

function costOf({ cost }: PreviewDocument): string[] {
  const sentence = costText(cost);
  if (sentence === "") return [];
  const dearest = [...cost.resources].sort((one, other) => other.monthlyUsd.spotMax - one.monthlyUsd.spotMax);
  const rows = dearest
    .slice(0, 20)
    .map(({ urn, monthlyUsd: { spotIdle, spotMax, onDemandMax } }) => [
      text(resourceText(urn)),
      ...[spotIdle, spotMax, onDemandMax].map(usd),
    ]);
  const head = ["Resource", "Idle", "Largest", "Largest without spot"];
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return [
    text(sentence),
    "<details><summary>What costs most in a month</summary>",
    lines.join("\n"),
    "</details>",
  ];
}

function notSeen(unexpanded: PreviewDocument["unexpanded"]): string[] {
  if (unexpanded.length === 0) return [];
  const rows = unexpanded
    .slice(0, maxRows)
    .map(({ urn, reason }) => `- ${text(resourceText(urn))}: ${text(reason)}`);
  const title = `Components whose parts no policy has seen: ${unexpanded.length}`;
  return [`<details><summary>${title}</summary>`, rows.join("\n"), "</details>"];
}

/** What `up` would change, where somebody has worked it out. */
function changesOf({ changes, summary, changesUnknown }: PreviewDocument): string[] {
  if (changesUnknown)
    return [`What ${code("up")} would change is not known: ${text(changesUnknown.message)}`];
  if (changes === undefined || summary === undefined) return [];
  const counts = Object.entries(summary).map(([action, count]) => `${count} to ${action}`);
  const rows = changes
    .slice(0, maxRows)
    .map(({ action, name, type }) => `- ${text(`${action} ${name} (${type})`)}`);
  const title = `What up would change: ${counts.join(", ") || "nothing"}`;
  return [`<details><summary>${title}</summary>`, rows.join("\n"), "</details>"];
}

/** Text that Markdown shows as it is; code between backticks stays code. */
function text(value: string): string {
  const parts = oneLine(value).split("`");
  return parts
    .map((part, index) => {
      if (index % 2 === 1 && index < parts.length - 1) return `\`${part.replaceAll("|", "\\|")}\``;
      return part.replace(/[\\*_[\]<>#|~]/g, "\\$&");
    })
    .join("");
}

function code(value: string): string {
  return value === "" ? "" : `\`${oneLine(value).replaceAll("`", "'").replaceAll("|", "\\|")}\``;
}

function oneLine(value: string): string {
  return value.replace(/\s+/g, " ");
}
