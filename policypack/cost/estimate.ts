/** What a stack costs in a month. */

import { stackOfResources } from "../lib/policy";
import type { StackResource } from "../lib/rule";
import { pricerOf } from "./pricers";
import { join, noQuote, sum, whenKnown } from "./quote";
import type { Context, MonthlyUsd, PoolSize, Pricer, UnpricedKind } from "./quote";
import { regionOf } from "./region";
import type { PriceGroup, PriceTable } from "./table";

/** What one resource costs. */
export interface PricedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly monthlyUsd: MonthlyUsd;
  /** What the sum is made of. */
  readonly parts: readonly { readonly what: string; readonly monthlyUsd: MonthlyUsd }[];
  /** Present for a pool of nodes. */
  readonly pool?: PoolSize;
  /** Region whose prices were taken. */
  readonly region: string;
  /** True where the table has no prices of the resource's own region, and another's stand in for them. */
  readonly standIn: boolean;
}

/** Something that is not in the sums. */
export interface Unpriced {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly kind: UnpricedKind;
  readonly reason: string;
}

/** A monthly estimate. */
export interface Estimate {
  /**
   * The sums. `spot` counts pools that take spot capacity at its average price and everything else as on demand;
   * `idle` is each pool at its smallest, `max` at its largest.
   */
  readonly monthlyUsd: MonthlyUsd;
  readonly resources: readonly PricedResource[];
  /** Never counted as zero: whoever reads the sums has to add these. */
  readonly unpriced: readonly Unpriced[];
  readonly prices: {
    /** Where the prices are from, each source with its date. */
    readonly source: string;
    /** Date of the table. */
    readonly date: string;
    /** Regions of the stack whose prices are another's. */
    readonly standIns: readonly string[];
  };
}

/** How an estimate is made. */
export interface EstimateOptions {
  /** Region of resources that do not say theirs. @default the table's stand-in */
  readonly region?: string | undefined;
}

/** Prices every resource of AWS among these. */
export function estimate(
  resources: readonly StackResource[],
  prices: PriceTable,
  { region = prices.standIn }: EstimateOptions = {},
): Estimate {
  const stack = stackOfResources(resources);
  const asked = resources.flatMap((resource) => {
    const pricer = pricerOf(resource.type);
    return pricer === undefined ? [] : [quoteOf(resource, pricer, { stack, prices, region })];
  });
  const priced = asked.flatMap(({ priced: each }) => each);
  return {
    monthlyUsd: sum(priced.map(({ monthlyUsd }) => monthlyUsd)),
    resources: priced,
    unpriced: asked.flatMap(({ unpriced }) => unpriced),
    prices: {
      source: unique(asked.flatMap(({ sources }) => sources))
        .map((key) => sourceWords(prices, key))
        .join("; "),
      date: prices.date,
      standIns: unique(asked.flatMap(({ standsInFor }) => standsInFor)).sort(),
    },
  };
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

interface Asked {
  readonly priced: readonly PricedResource[];
  readonly unpriced: readonly Unpriced[];
  /** Keys of the sources that were used. */
  readonly sources: readonly string[];
  /** The resource's region, where another's prices stand in for it. */
  readonly standsInFor: readonly string[];
}

interface Surroundings {
  readonly stack: Context["stack"];
  readonly prices: PriceTable;
  readonly region: string;
}

function quoteOf(
  resource: StackResource,
  pricer: Pricer,
  { stack, prices, region: fallback }: Surroundings,
): Asked {
  const known = regionOf(resource, fallback);
  const region = "value" in known ? known.value : fallback;
  const used: Found[] = [];
  const price: Context["price"] = (group, key) => {
    const found = lookUp(prices, region, group, key);
    if (found !== undefined) used.push(found);
    return found?.price;
  };
  const { eksStandardSupportFrom } = prices;
  const quote = pricer(resource, { stack, price, eksStandardSupportFrom });
  // In an unknown region it is priced as in the fallback, and that is said.
  const { parts, gaps, pool } = join(
    quote,
    whenKnown<[string]>([known], () => noQuote),
  );
  const { urn, type, name } = resource;
  const standIn = used.some((found) => found.standIn);
  const priced: PricedResource = {
    ...{ urn, type, name, parts },
    monthlyUsd: sum(parts.map(({ monthlyUsd }) => monthlyUsd)),
    ...(pool && { pool }),
    region: standIn ? prices.standIn : region,
    standIn,
  };
  return {
    priced: parts.length === 0 ? [] : [priced],
    unpriced: gaps.map((gap) => ({ urn, type, name, ...gap })),
    sources: used.map(({ source }) => source),
    standsInFor: standIn ? [region] : [],
  };
}

interface Found {
  readonly price: number;
  readonly source: string;
  readonly standIn: boolean;
}

/** The price in the region, or that of the region whose prices stand in. */
function lookUp(prices: PriceTable, region: string, group: PriceGroup, key: string): Found | undefined {
  for (const candidate of [region, prices.standIn]) {
    // Later tables win.
    const tables = (prices.regions[candidate] ?? []).filter((each) => each.group === group);
    const table = tables.findLast((each) => Object.hasOwn(each.prices, key));
    const price = table?.prices[key];
    if (table === undefined || price === undefined) continue;
    return { price, source: table.source, standIn: candidate !== region };
  }
  return undefined;
}

function sourceWords({ sources }: PriceTable, key: string): string {
  const source = sources[key];
  return source === undefined ? key : `${source.title} (${source.date})`;
}
