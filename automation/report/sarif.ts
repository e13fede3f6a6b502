/**
 * The answer of a preview in SARIF 2.1.0, which code scanning reads.
 *
 * Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */

import { createHash } from "node:crypto";
import { areaOf } from "../../policypack/lib/rule";
import type { Level, RuleFacts, Severity } from "../../policypack/lib/rule";
import type { DocumentFinding, PreviewDocument } from "./document";

/** What GitHub ranks security findings by, from 0 to 10. */
const securitySeverity: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "3.0",
};

const levels: Readonly<Record<Level, "error" | "warning">> = { mandatory: "error", advisory: "warning" };

/** Areas whose findings are no matter of security. */
const otherAreas: ReadonlySet<string> = new Set(["cost", "tags", "waivers"]);

const schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/** The SARIF log. `rules` are the policies that were at work. */
export function sarifReport(
  document: PreviewDocument,
  rules: readonly RuleFacts[],
  version: string,
): unknown {
  const indexes = new Map(rules.map(({ name }, index) => [name, index]));
  return {
    $schema: schema,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "plinth",
            semanticVersion: version,
            informationUri: "https://www.pulumi.com/docs/insights/policy/",
            rules: rules.map(sarifRule),
          },
        },
        // Uploads of different stacks stand beside each other.
        automationDetails: { id: `plinth/${document.project}/${document.stack}/` },
        columnKind: "utf16CodeUnits",
        invocations: [{ executionSuccessful: true }],
        results: document.findings.map((finding) => sarifResult(finding, indexes.get(finding.rule))),
      },
    ],
  };
}

function sarifRule(rule: RuleFacts): unknown {
  const { name, title, description, remediation, url, level, severity, requirements, peers } = rule;
  const area = areaOf(rule);
  const isSecurity = !otherAreas.has(area);
  const standards = requirements.map(({ standard, version, id }) =>
    [standard, version, id].filter(Boolean).join(" "),
  );
  const links = [...standards, ...peers].map((text) => `- ${text}`).join("\n");
  return {
    id: name,
    name: name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: `${title}.` },
    fullDescription: { text: description },
    help: {
      text: `${remediation} See ${url}.`,
      markdown: [description, `**What to do:** ${remediation}`, `[Documentation](${url})`, links]
        .filter((part) => part !== "")
        .join("\n\n"),
    },
    helpUri: url,
    defaultConfiguration: { level: levels[level] },
    properties: {
      tags: [...(isSecurity ? ["security"] : []), area, ...standards],
      precision: "very-high",
      ...(isSecurity && { "security-severity": securitySeverity[severity] }),
      severity,
    },
  };
}

function sarifResult(finding: DocumentFinding, ruleIndex: number | undefined): unknown {
  const { rule, urn, enforcementLevel, message, file, line, waived } = finding;
  return {
    ruleId: rule,
    ...(ruleIndex !== undefined && { ruleIndex }),
    level: levels[enforcementLevel],
    message: { text: message },
    locations: [
      {
        ...(file !== null && {
          physicalLocation: {
            artifactLocation: { uri: encodeURI(file) },
            region: { startLine: line ?? 1 },
          },
        }),
        ...(urn !== null && { logicalLocations: [{ fullyQualifiedName: urn, kind: "resource" }] }),
      },
    ],
    // The line of a resource moves with every edit above it; its URN does not.
    partialFingerprints: { "plinthFinding/v1": fingerprint(rule, urn ?? "", message) },
    suppressions:
      waived === null
        ? []
        : [
            {
              kind: "external",
              status: "accepted",
              justification: `${waived.reason} (${waived.owner}, until ${waived.expires})`,
            },
          ],
  };
}

function fingerprint(...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 32);
}
