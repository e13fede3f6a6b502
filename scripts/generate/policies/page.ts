/** The page of one rule. */

import type { Examples } from "../../../test/policypack/examples";
import { code, page, prose, sentencePerLine, table } from "../markdown";
import { WRITTEN_FROM_PACK } from "../output";
import { difference } from "./difference";
import { pairOf } from "./examples";
import { render } from "./render";

type Rule = Examples["rule"];

const levels: Readonly<Record<Rule["level"], string>> = {
  mandatory: "mandatory: a finding denies the update",
  advisory: "advisory: a finding warns",
};

/** `docs/policies/<rule>.md`. */
export async function rulePage(examples: Examples): Promise<string> {
  const { rule } = examples;
  return page(
    code(rule.name),
    [
      `**${prose(rule.title)}.**`,
      sentencePerLine(prose(rule.description)),
      facts(rule),
      ...settings(rule),
      "## What to do",
      sentencePerLine(prose(rule.remediation)),
      ...(await exampleParts(examples)),
    ],
    WRITTEN_FROM_PACK,
  );
}

function facts(rule: Rule): string {
  const { requirements, peers } = rule;
  const standards = requirements.map(({ standard, version, id }) =>
    [standard, version, code(id)].filter((part) => part !== "").join(" "),
  );
  return table(
    ["", ""],
    [
      ["Severity", rule.severity],
      ["Level", levels[rule.level]],
      ["Looks at", "types" in rule ? typesOf(rule.types) : "the whole stack"],
      ["Repairs by itself", "remediate" in rule ? "yes, where the pack's level for it is `remediate`" : "no"],
      ["Requirements", standards.join(", ") || "none"],
      ["The same check elsewhere", peers.map(code).join(", ") || "none known"],
      ["Vendor's words", `<${rule.url}>`],
    ],
  ).replace(/&lt;(https:[^>]+)>/, "<$1>");
}

/** Of a long list the first are named; a pattern is by its source. */
function typesOf(types: readonly (string | RegExp)[]): string {
  if (types.length > 12) return `${typesOf(types.slice(0, 3))} and many others`;
  return types.map((type) => code(typeof type === "string" ? type : type.source)).join(", ");
}

function settings(rule: Rule): string[] {
  const entries = Object.entries(rule.settings ?? {});
  if (entries.length === 0) return [];
  const rows = entries.map(([key, setting]) => [
    code(key),
    "enum" in setting
      ? setting.enum.map(code).join(", ")
      : setting.type === "array"
        ? "list of text"
        : setting.type,
    code(JSON.stringify(setting.default)),
    setting.description,
  ]);
  return ["## Settings", table(["Setting", "Type", "Default", "Meaning"], rows)];
}

async function exampleParts(examples: Examples): Promise<string[]> {
  const { compliant, violating, what } = pairOf(examples);
  const [good, bad] = [await render(compliant), await render(violating)];
  const others = [...Object.keys(examples.violations).slice(1), ...Object.keys(examples.alsoViolating ?? {})];
  return [
    "## Compliant",
    block(good.language, good.text),
    "## Violating",
    `The same with ${prose(what)}:`,
    block("diff", difference(good.text, bad.text)),
    ...(others.length === 0
      ? []
      : ["Its tests hold it to these too:", others.map((other) => `- ${prose(other)}`).join("\n")]),
  ];
}

function block(language: string, text: string): string {
  return ["```" + language, text, "```"].join("\n");
}
