/** Choosing one version of each component so that every rule between two of them holds. Knows no component by name. */

import { compare, isInRange, parseVersion } from "../compatibility/version";
import type { Range } from "../compatibility/version";

/** Where a component is in these versions, it needs another in those. */
export interface VersionRule<Name extends string> {
  readonly component: Name;
  /** Versions of the component that the rule is about. @default all of them */
  readonly versions?: Range;
  readonly needs: Name;
  readonly needed: Range;
}

/** One version of each component. */
export type VersionSet<Name extends string> = Readonly<Record<Name, string>>;

/** The versions that there are, of each component, best first. */
export type Domain<Name extends string> = Readonly<Record<Name, readonly string[]>>;

/** A good set with all that is wanted; or what is in the way of one, and the good set that differs least. */
export type Choice<Name extends string, Rule extends VersionRule<Name>> =
  | { readonly ok: true; readonly set: VersionSet<Name> }
  | {
      readonly ok: false;
      /** What is wanted and does not exist. */
      readonly unknown: readonly Name[];
      /** The rules that the best try at what is wanted breaks, with that try. */
      readonly broken: readonly Rule[];
      readonly tried: VersionSet<Name>;
      /** `undefined` where no set is good. */
      readonly nearest: VersionSet<Name> | undefined;
    };

/** Whether a rule holds in a set. */
export function holds<Name extends string>(rule: VersionRule<Name>, set: VersionSet<Name>): boolean {
  return (
    isInRange(set[rule.component], rule.versions ?? {}) === false ||
    isInRange(set[rule.needs], rule.needed) === true
  );
}

/**
 * Chooses a version of each component.
 *
 * Of several good sets it takes the one that leaves most of what is wanted as it is, then the one whose other versions
 * are nearest to what is wanted, then the one with the best versions of the rest.
 */
export function choose<Name extends string, Rule extends VersionRule<Name>>(
  domain: Domain<Name>,
  rules: readonly Rule[],
  wanted: Partial<Record<Name, string>>,
): Choice<Name, Rule> {
  const names = Object.keys(domain) as Name[];
  const exact = Object.fromEntries(
    names.map((name) => [name, matching(domain[name], wanted[name])]),
  ) as Record<Name, readonly string[]>;
  const unknown = names.filter((name) => exact[name].length === 0);
  const ranked = rank(domain, wanted, exact);
  const nearest = ranked.find((set) => rules.every((rule) => holds(rule, set)));
  if (nearest !== undefined && names.every((name) => exact[name].includes(nearest[name])))
    return { ok: true, set: nearest };
  const tries = ranked.filter((set) =>
    names.every((name) => exact[name].length === 0 || exact[name].includes(set[name])),
  );
  const brokenBy = (set: VersionSet<Name>) => rules.filter((rule) => !holds(rule, set));
  const tried = tries.reduce((best, set) => (brokenBy(set).length < brokenBy(best).length ? set : best));
  return { ok: false, unknown, broken: brokenBy(tried), tried, nearest };
}

/** The known versions that one wanted stands for: itself, its minor's, or all where nothing is wanted. */
function matching(known: readonly string[], wanted: string | undefined): readonly string[] {
  if (wanted === undefined) return known;
  const bare = wanted.trim().replace(/^v/, "");
  return known.filter((version) => version === bare || version.startsWith(`${bare}.`));
}

/** Every set there is, the one that differs least from what is wanted first. */
function rank<Name extends string>(
  domain: Domain<Name>,
  wanted: Partial<Record<Name, string>>,
  exact: Readonly<Record<Name, readonly string[]>>,
): VersionSet<Name>[] {
  const names = Object.keys(domain) as Name[];
  const scored = product(domain).map((set) => {
    const changed = names.filter((name) => !exact[name].includes(set[name]));
    const steps = changed.reduce((sum, name) => sum + distance(domain[name], wanted[name], set[name]), 0);
    const rest = names.reduce((sum, name) => sum + domain[name].indexOf(set[name]), 0);
    return { set, score: [changed.length, steps, rest] as const };
  });
  return scored
    .sort(({ score: one }, { score: other }) => one[0] - other[0] || one[1] - other[1] || one[2] - other[2])
    .map(({ set }) => set);
}

/** How many known versions lie between two, the second of which is known; what cannot be read is far from all. */
function distance(known: readonly string[], wanted: string | undefined, taken: string): number {
  const from = parseVersion(wanted?.trim());
  const to = parseVersion(taken);
  if (from === undefined || to === undefined) return known.length;
  const [low, high] = compare(from, to) < 0 ? [from, to] : [to, from];
  return known.filter((version) => {
    const each = parseVersion(version);
    return each !== undefined && compare(each, low) > 0 && compare(each, high) < 0;
  }).length;
}

function product<Name extends string>(domain: Domain<Name>): VersionSet<Name>[] {
  const entries = Object.entries(domain) as [Name, readonly string[]][];
  return entries.reduce<Record<string, string>[]>(
    (sets, [name, versions]) =>
      sets.flatMap((set) => versions.map((version) => ({ ...set, [name]: version }))),
    [{}],
  ) as VersionSet<Name>[];
}
