/** What one resource costs in a month, as far as it can be said. */

import type { Property } from "../lib/property";
import type { Stack, StackResource } from "../lib/rule";
import type { PriceGroup } from "./table";

/** Hours of a month, as AWS's own calculator counts them. */
export const HOURS_PER_MONTH = 730;

/** USD a month: at the smallest size and at the largest, on demand and with spot where spot may be taken. */
export interface MonthlyUsd {
  readonly onDemandIdle: number;
  readonly onDemandMax: number;
  readonly spotIdle: number;
  readonly spotMax: number;
}

export const nothing: MonthlyUsd = { onDemandIdle: 0, onDemandMax: 0, spotIdle: 0, spotMax: 0 };

/** The same at each size and price. */
export function steady(usd: number): MonthlyUsd {
  return { onDemandIdle: usd, onDemandMax: usd, spotIdle: usd, spotMax: usd };
}

/** The sum. */
export function sum(amounts: readonly MonthlyUsd[]): MonthlyUsd {
  return amounts.reduce(
    (one, other) => ({
      onDemandIdle: one.onDemandIdle + other.onDemandIdle,
      onDemandMax: one.onDemandMax + other.onDemandMax,
      spotIdle: one.spotIdle + other.spotIdle,
      spotMax: one.spotMax + other.spotMax,
    }),
    nothing,
  );
}

/**
 * Why there is no price: `unknown` because a value is not known before the update or is of the wrong type, `no-price`
 * because the table has none, `usage` because it depends on use, `unseen` because the plan does not show what is made.
 */
export type UnpricedKind = "unknown" | "no-price" | "usage" | "unseen";

/** Something that is not in the sums. */
export interface Gap {
  readonly kind: UnpricedKind;
  readonly reason: string;
}

/** A pool of nodes. */
export interface PoolSize {
  readonly instanceTypes: readonly string[];
  readonly minNodes: number;
  readonly maxNodes: number;
  /** True where the pool takes spot capacity. */
  readonly spot: boolean;
}

/** What one resource costs. */
export interface Quote {
  /** What is priced, by what it is for. */
  readonly parts: readonly { readonly what: string; readonly monthlyUsd: MonthlyUsd }[];
  readonly gaps: readonly Gap[];
  readonly pool?: PoolSize;
}

/** Nothing to say. */
export const noQuote: Quote = { parts: [], gaps: [] };

/** What a pricer may ask. */
export interface Context {
  readonly stack: Stack;
  /** The price of a key, `undefined` where the table has none. */
  readonly price: (group: PriceGroup, key: string) => number | undefined;
  /** Oldest Kubernetes version in standard support. */
  readonly eksStandardSupportFrom: string;
}

/** Prices one resource. */
export type Pricer = (resource: StackResource, context: Context) => Quote;

/** A quote that is one part. */
export function part(what: string, monthlyUsd: MonthlyUsd): Quote {
  return { parts: [{ what, monthlyUsd }], gaps: [] };
}

/** A quote that is one gap. */
export function gap(kind: UnpricedKind, reason: string): Quote {
  return { parts: [], gaps: [{ kind, reason }] };
}

/** The quote of one, times the numbers of them: at the smallest size and at the largest. */
export function times({ parts, gaps }: Quote, fewest: number, most: number): Quote {
  const scaled = parts.map(({ what, monthlyUsd: each }) => ({
    what,
    monthlyUsd: {
      onDemandIdle: each.onDemandIdle * fewest,
      onDemandMax: each.onDemandMax * most,
      spotIdle: each.spotIdle * fewest,
      spotMax: each.spotMax * most,
    },
  }));
  return { parts: scaled, gaps };
}

/** Several quotes as one; the pool is that of the first that has one. */
export function join(...quotes: readonly Quote[]): Quote {
  const pool = quotes.find((quote) => quote.pool !== undefined)?.pool;
  return {
    parts: quotes.flatMap(({ parts }) => parts),
    gaps: quotes.flatMap(({ gaps }) => gaps),
    ...(pool && { pool }),
  };
}

/** A fixed price, times a quantity. */
export function fixed(
  context: Context,
  [group, key]: readonly [PriceGroup, string],
  what: string,
  quantity = 1,
): Quote {
  const price = context.price(group, key);
  if (price === undefined) return gap("no-price", `the table has no price of ${what} (${group}: ${key})`);
  const hours = /perHour$/i.test(group) ? HOURS_PER_MONTH : 1;
  return part(what, steady(price * hours * quantity));
}

/** A value that was read, or that nobody knows. */
export type Known<T> = { readonly value: T } | { readonly unknown: string };

/** The number at a property. @param absent AWS's default; without one the number must be given. */
export function numberAt(property: Property, absent?: number): Known<number> {
  let value = absent;
  const read = property.number((number) => {
    value = number;
    return true;
  }, true);
  return read === undefined || value === undefined ? { unknown: property.path } : { value };
}

/** The text at a property. @param absent AWS's default; without one the text must be given. */
export function textAt(property: Property, absent?: string): Known<string> {
  let value = absent;
  const read = property.text((text) => {
    value = text;
    return true;
  }, true);
  return read === undefined || value === undefined ? { unknown: property.path } : { value };
}

/** The number of a list's elements, which is known also where the elements are not; 0 where it is absent. */
export function lengthAt(property: Property): Known<number> {
  let value = 0;
  const read = property.length((length) => {
    value = length;
    return true;
  }, true);
  return read === undefined ? { unknown: property.path } : { value };
}

/** Every value, or the first that nobody knows. */
export function allKnown<T>(each: readonly Known<T>[]): Known<readonly T[]> {
  const unknown = each.find((known) => "unknown" in known);
  if (unknown !== undefined && "unknown" in unknown) return unknown;
  return { value: each.flatMap((known) => ("value" in known ? [known.value] : [])) };
}

/** The texts of a list; none where it is absent. */
export function textsAt(property: Property): Known<readonly string[]> {
  return allKnown(property.items().map((item) => textAt(item)));
}

/** A quote of known values, or a gap that names those that nobody knows. */
export function whenKnown<T extends readonly unknown[]>(
  known: { readonly [K in keyof T]: Known<T[K]> },
  quote: (...values: T) => Quote,
): Quote {
  const unknown = known.flatMap((each) => ("unknown" in each ? [`\`${each.unknown}\``] : []));
  if (unknown.length > 0) {
    const names = [...new Set(unknown)].join(" and ");
    return gap("unknown", `${names}: not given, not known before the update, or of the wrong type`);
  }
  return quote(...(known.map((each) => (each as { readonly value: unknown }).value) as unknown as T));
}
