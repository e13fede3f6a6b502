/** The pack's own policies about its waivers. They run after every other policy. */

import { violation } from "../finding";
import { stackRule } from "../rule";
import type { StackRule } from "../rule";
import type { Waived, Waivers } from "./waivers";

const facts = {
  severity: "medium",
  requirements: [],
  peers: [],
  url: "https://www.pulumi.com/docs/insights/policy/",
} as const;

/** Denies where a waiver is wrong, has expired or is not used. */
export function waiversValid(waivers: Waivers): StackRule {
  return stackRule({
    ...facts,
    name: "waivers-valid",
    title: "Every waiver is complete, in force and needed",
    description:
      "A waiver that nobody answers for, that has expired or that covers nothing hides findings nobody has agreed to.",
    level: "mandatory",
    remediation: "Correct or remove the waiver on the line that the finding names.",
    checkStack: () =>
      waivers.problems().map(({ line, message }) => violation("", `${waivers.file}:${line}: ${message}`)),
  });
}

/** Tells what was waived, by whom and until when. */
export function waiversApplied(waivers: Waivers): StackRule {
  return stackRule({
    ...facts,
    name: "waivers-applied",
    title: "What is waived is said",
    description: "A finding that is held back stays visible, with who answers for it and until when.",
    level: "advisory",
    remediation: "Repair what is waived before its waiver expires.",
    checkStack: () =>
      waivers.waived.map((waived) => ({
        ...violation("", describeWaived(waived)),
        ...(waived.urn !== undefined && { urn: waived.urn }),
      })),
  });
}

function describeWaived({ waiver, reported }: Waived): string {
  const { rule, finding } = reported;
  return `${rule.name} is waived by ${waiver.owner} until ${waiver.expires} (${waiver.reason}): ${finding.message}`;
}

/** Both, in the order in which they run. */
export function waiverRules(waivers: Waivers): readonly StackRule[] {
  return [waiversApplied(waivers), waiversValid(waivers)];
}
