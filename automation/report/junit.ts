/**
 * The answer of a preview as a JUnit report, which GitLab and most CI systems read.
 *
 * A policy is a test: it passes, or has a failed test for each finding that denies. What is waived is skipped. JUnit
 * has no warnings, so that an advisory finding passes and says what it has to say in its output.
 */

import { areaOf } from "../../policypack/lib/rule";
import type { RuleFacts } from "../../policypack/lib/rule";
import type { DocumentFinding, PreviewDocument } from "./document";
import { placeText, resourceText, waiverText } from "./groups";

/** The XML text. `rules` are the policies that were at work. */
export function junitReport({ stack, findings }: PreviewDocument, rules: readonly RuleFacts[]): string {
  const areas = [...new Set(rules.map(areaOf))];
  const suites = areas.map((area) => suite(area, casesOf(area, rules, findings)));
  const cases = areas.flatMap((area) => casesOf(area, rules, findings));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name=${quoted(`plinth preview ${stack}`)} ${counts(cases)}>`,
    ...suites,
    "</testsuites>",
    "",
  ].join("\n");
}

interface Case {
  readonly rule: RuleFacts;
  /** Absent where the policy found nothing. */
  readonly finding?: DocumentFinding;
}

function casesOf(area: string, rules: readonly RuleFacts[], findings: readonly DocumentFinding[]): Case[] {
  return rules
    .filter((rule) => areaOf(rule) === area)
    .flatMap((rule): Case[] => {
      const own = findings.filter((finding) => finding.rule === rule.name);
      return own.length === 0 ? [{ rule }] : own.map((finding) => ({ rule, finding }));
    });
}

function suite(area: string, cases: readonly Case[]): string {
  return [
    `  <testsuite name=${quoted(area)} ${counts(cases)}>`,
    ...cases.map(testCase),
    "  </testsuite>",
  ].join("\n");
}

function testCase({ rule, finding }: Case): string {
  const resource = finding === undefined ? "" : resourceText(finding.urn);
  const name = resource === "" ? rule.name : `${rule.name}: ${resource}`;
  const place =
    finding === undefined || finding.file === null
      ? ""
      : ` file=${quoted(finding.file)} line="${finding.line ?? 1}"`;
  const head = `    <testcase classname=${quoted(`plinth.${areaOf(rule)}`)} name=${quoted(name)}${place}`;
  if (finding === undefined) return `${head}/>`;
  return [`${head}>`, `      ${outcome(rule, finding)}`, "    </testcase>"].join("\n");
}

function outcome(rule: RuleFacts, finding: DocumentFinding): string {
  const said = [placeText(finding), finding.message, rule.remediation, rule.url].filter(
    (line) => line !== "",
  );
  if (finding.waived !== null) return `<skipped message=${quoted(waiverText(finding))}/>`;
  if (finding.enforcementLevel === "advisory")
    return `<system-out>${escaped(["warning", ...said].join("\n"))}</system-out>`;
  return `<failure type="${finding.severity}" message=${quoted(finding.message)}>${escaped(said.join("\n"))}</failure>`;
}

function counts(cases: readonly Case[]): string {
  const waived = cases.filter(({ finding }) => finding !== undefined && finding.waived !== null);
  const failed = cases.filter(
    ({ finding }) => finding?.waived === null && finding.enforcementLevel === "mandatory",
  );
  return `tests="${cases.length}" failures="${failed.length}" errors="0" skipped="${waived.length}"`;
}

function quoted(text: string): string {
  return `"${escaped(text).replaceAll('"', "&quot;").replaceAll("\n", "&#10;")}"`;
}

/** XML 1.0 has no place for most control characters, not even escaped. */
function escaped(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- those are what must go
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
  );
}
