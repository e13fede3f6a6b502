/** The differences of two clusters, for a person. */

import type { ChangeEffect } from "../../../model/fleet/changes";
import { effectNames, effects } from "../../../model/fleet/changes";
import type { Colours } from "../../colours";
import { formatTable } from "../../table";
import type { Change } from "./compare";
import type { Comparison } from "./document";
import type { Rollouts } from "./rollouts";

/** Longer values are cut: whole ones are in the document. */
const LONGEST_VALUE = 44;
const LONGEST_FIELD = 76;

/** What two folders have in common and what not, as text. */
export function comparisonText(comparison: Comparison, colours: Colours): string {
  const { old, new: next, inputs, changes, cautions, leftovers } = comparison;
  const shown = changes.filter(({ follows }) => follows === undefined);
  const sections = [
    cautions.map((caution) => colours.yellow(`Note: ${caution}`)),
    [`${old.folder} → ${next.folder}: ${summaryText(comparison, shown)}`, ...inputLines(inputs)],
    shown.length === 0 ? [] : [table(shown, colours)],
    ...reasons(shown, comparison.rollouts).map((reason) => [reason]),
    leftovers.length === 0
      ? []
      : [
          "Templates that no machine is made from once all have rolled; `kubectl apply` leaves them:",
          ...leftovers.map(bullet),
        ],
    followLines(changes.length - shown.length),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function summaryText({ summary }: Comparison, shown: readonly Change[]): string {
  if (shown.length === 0) return "no object differs.";
  const counts = effectNames.flatMap((effect) =>
    summary[effect] === 0 ? [] : [`${summary[effect]} ${effect}`],
  );
  return `${shown.length} ${shown.length === 1 ? "change" : "changes"}: ${counts.join(", ")}.`;
}

function inputLines(inputs: Comparison["inputs"]): readonly string[] {
  return inputs.length === 0
    ? []
    : [`Inputs: ${inputs.map(({ path, ...change }) => `${path} ${arrow(change)}`).join("; ")}.`];
}

function table(changes: readonly Change[], colours: Colours): string {
  const paint = painters(colours);
  const rows = changes.map((change) => [
    paint[change.effect](change.effect),
    objectText(change),
    change.what === "changed" ? `${fieldText(change.path)}${change.known ? "" : " (unknown)"}` : change.what,
    change.what === "changed" ? arrow(change) : change.object.file,
  ]);
  return formatTable([["EFFECT", "OBJECT", "FIELD", "OLD → NEW"], ...rows]);
}

/** The end of a long path says more than its beginning. */
function fieldText(path: string): string {
  return path.length > LONGEST_FIELD ? `…${path.slice(1 - LONGEST_FIELD)}` : path;
}

function painters(colours: Colours): Readonly<Record<ChangeEffect, (text: string) => string>> {
  const { red, yellow, green } = colours;
  return { recreate: red, replaces: red, deletes: red, rolls: yellow, restarts: yellow, free: green };
}

function objectText({ object: { kind, name } }: Change): string {
  return name === "" ? kind : `${kind} ${name}`;
}

function arrow({ old, new: next }: Pick<Change, "old" | "new">): string {
  return `${valueText(old)} → ${valueText(next)}`;
}

/** A value on one line, cut where it is long. */
export function valueText(value: unknown): string {
  if (value === undefined) return "(none)";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (text === "") return '""';
  const [first = "", ...rest] = text.trimEnd().split("\n");
  const cut = first.length > LONGEST_VALUE || rest.length > 0;
  return cut ? `${first.slice(0, LONGEST_VALUE)}…` : first;
}

/** Every reason once, under what it does, with what to do and who says so. */
function reasons(changes: readonly Change[], rollouts: Rollouts): readonly string[] {
  const byHeading = new Map<string, Set<string>>();
  for (const change of changes) {
    const heading = headingOf(change, rollouts);
    const fix = change.fix === undefined ? "" : `\n  ${change.fix}`;
    const reason = bullet(`${change.why}${fix}\n  ${change.source}`);
    byHeading.set(heading, (byHeading.get(heading) ?? new Set()).add(reason));
  }
  return [...byHeading].map(([heading, lines]) => [heading, ...lines].join("\n"));
}

function headingOf({ effect, machines }: Change, rollouts: Rollouts): string {
  const rollout = machines === undefined ? undefined : rollouts[machines];
  return `${effect}: ${rollout === undefined ? effects[effect] : rollout.words}`;
}

function bullet(text: string): string {
  return `- ${text}`;
}

function followLines(count: number): readonly string[] {
  return count === 0
    ? []
    : [
        `${count} more ${count === 1 ? "field carries" : "fields carry"} one of these changes; --json lists them.`,
      ];
}
