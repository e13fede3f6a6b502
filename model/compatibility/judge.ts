/** Which of the components that were found do not work together. */

import { pairs } from "./pairs";
import type {
  CompatibilityFinding,
  Exclusion,
  FoundComponent,
  Never,
  Pair,
  Requirement,
  SameVersion,
  Uniqueness,
} from "./types";
import { compare, isInRange, parseVersion } from "./version";
import { ruleOf, statement, stepStatement, titleOf } from "./words";

/** Components that clash. */
interface Clash {
  readonly found: readonly FoundComponent[];
  /** What would have to be known to say so for certain. */
  readonly unknown: readonly string[];
  /** What does not hold. @default the pair's own statement */
  readonly statement?: string;
}

/** Every pair that does not work, and every one of which nobody can know. */
export function judgeCompatibility(found: readonly FoundComponent[]): CompatibilityFinding[] {
  return pairs.flatMap((pair) => clashes(pair, found).map((clash) => finding(pair, clash)));
}

function clashes(pair: Pair, found: readonly FoundComponent[]): Clash[] {
  switch (pair.kind) {
    case "requires":
      return requirementClashes(pair, found);
    case "excludes":
      return exclusionClashes(pair, found);
    case "once":
      return uniquenessClashes(pair, found);
    case "same-version":
      return sameVersionClashes(pair, found);
    case "never":
      return neverClashes(pair, found);
  }
}

function named(name: string, found: readonly FoundComponent[]): FoundComponent[] {
  return found.filter((each) => each.name === name);
}

/** Every pair of one component and another. */
function together(
  ones: readonly FoundComponent[],
  others: readonly FoundComponent[],
): [FoundComponent, FoundComponent][] {
  return ones.flatMap((one) => others.map((other): [FoundComponent, FoundComponent] => [one, other]));
}

function doubts(...found: readonly FoundComponent[]): string[] {
  return found.flatMap(({ unsure }) => unsure ?? []);
}

function versionOf({ name }: FoundComponent): string {
  return `the version of ${titleOf(name)}`;
}

function requirementClashes(pair: Requirement, found: readonly FoundComponent[]): Clash[] {
  const couples = together(named(pair.component, found), named(pair.needs, found));
  return couples.flatMap(([one, other]) => {
    const broken = pair.steps.filter(
      ({ versions = {}, needed }) =>
        isInRange(one.version, versions) !== false && isInRange(other.version, needed) !== true,
    );
    const [step] = broken;
    if (step === undefined) return [];
    const unknown = [
      ...(isInRange(one.version, step.versions ?? {}) === undefined ? [versionOf(one)] : []),
      ...(isInRange(other.version, step.needed) === undefined ? [versionOf(other)] : []),
    ];
    return [
      {
        found: [one, other],
        unknown: [...unknown, ...doubts(one, other)],
        statement: stepStatement(pair, step),
      },
    ];
  });
}

function exclusionClashes(pair: Exclusion, found: readonly FoundComponent[]): Clash[] {
  const couples = together(named(pair.component, found), named(pair.other, found));
  return couples
    .filter(([one, other]) => pair.sameSubject !== true || mayBeSame(one.subject, other.subject))
    .map((couple) => ({ found: couple, unknown: doubts(...couple) }));
}

/** Two that are about the same thing, or of which nobody can know. */
function mayBeSame(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}

function uniquenessClashes({ component }: Uniqueness, found: readonly FoundComponent[]): Clash[] {
  const all = named(component, found);
  const certain = all.filter(({ unsure }) => unsure === undefined);
  if (certain.length > 1) return [{ found: certain, unknown: [] }];
  return all.length > 1 ? [{ found: all, unknown: doubts(...all) }] : [];
}

function sameVersionClashes(pair: SameVersion, found: readonly FoundComponent[]): Clash[] {
  const couples = together(named(pair.component, found), named(pair.other, found));
  return couples.flatMap((couple) => {
    const [one, other] = couple.map(({ version }) => parseVersion(version));
    if (one !== undefined && other !== undefined && compare(one, other) === 0) return [];
    const unread = couple.filter(({ version }) => parseVersion(version) === undefined).map(versionOf);
    return [{ found: couple, unknown: [...unread, ...doubts(...couple)] }];
  });
}

function neverClashes({ component }: Never, found: readonly FoundComponent[]): Clash[] {
  return named(component, found).map((each) => ({ found: [each], unknown: doubts(each) }));
}

function finding(
  pair: Pair,
  { found, unknown, statement: broken = statement(pair) }: Clash,
): CompatibilityFinding {
  const what = found.map(words).join(", and ");
  return {
    rule: ruleOf(pair),
    message: `${broken}. Found: ${what}. ${pair.reason} Nearest good pair: ${pair.good}${doubtWords(unknown)}`,
    undecided: unknown.length > 0,
    sources: found.map(({ source }) => source),
  };
}

function words({ name, version, subject }: FoundComponent): string {
  const known = parseVersion(version) === undefined ? "" : ` ${version ?? ""}`;
  return `${titleOf(name)}${known}${subject === undefined ? "" : ` for ${subject}`}`;
}

function doubtWords(unknown: readonly string[]): string {
  if (unknown.length === 0) return "";
  const causes = [...new Set(unknown)];
  const verb = causes.length > 1 ? "are" : "is";
  return ` (This cannot be decided: ${causes.join(" and ")} ${verb} not given or not known before the update. Give a value that is known, or a waiver.)`;
}
