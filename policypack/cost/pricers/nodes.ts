/** What nodes cost: instances of one of several types, some or all of them on spot capacity. */

import { gap, HOURS_PER_MONTH, join, noQuote, part, steady, times } from "../quote";
import type { Context, MonthlyUsd, Quote } from "../quote";

/** One kind of node. */
export interface Nodes {
  /** The types that the nodes may be of. */
  readonly types: readonly string[];
  /** Part of the nodes that is taken from spot capacity, from 0 to 1. */
  readonly spotShare: number;
  readonly fewest: number;
  readonly most: number;
}

/**
 * The nodes and their volumes. Of several types the dearest counts: nobody knows before which of them there will be.
 *
 * @param volumes what the volumes of one node cost.
 */
export function nodesQuote(
  { types, spotShare, fewest, most }: Nodes,
  volumes: Quote,
  context: Context,
): Quote {
  const rates = types.map((type) => rateOf(type, spotShare, context));
  const known = rates.flatMap(({ perHour }) => perHour);
  const one = part(`nodes of ${types.join(" or ")}`, perMonth(known));
  const gaps = rates.flatMap(({ missing }) => missing);
  const pool = { instanceTypes: types, minNodes: fewest, maxNodes: most, spot: spotShare > 0 };
  const priced = known.length === 0 ? noQuote : times(one, fewest, most);
  return { ...join(priced, { parts: [], gaps }, times(volumes, fewest, most)), pool };
}

interface Rate {
  readonly perHour: readonly [onDemand: number, spot: number][];
  readonly missing: Quote["gaps"];
}

function rateOf(type: string, spotShare: number, context: Context): Rate {
  const onDemand = context.price("ec2OnDemandPerHour", type);
  if (onDemand === undefined) {
    return { perHour: [], missing: gap("no-price", `the table has no price of ${type}`).gaps };
  }
  const discount = context.price("ec2SpotDiscountPercent", type);
  if (discount === undefined && spotShare > 0) {
    const reason = `the table has no spot price of ${type}: its price on demand is counted`;
    return { perHour: [[onDemand, onDemand]], missing: gap("no-price", reason).gaps };
  }
  const spot = onDemand * (1 - (spotShare * (discount ?? 0)) / 100);
  return { perHour: [[onDemand, spot]], missing: [] };
}

function perMonth(rates: readonly (readonly [number, number])[]): MonthlyUsd {
  const onDemand = Math.max(...rates.map(([rate]) => rate)) * HOURS_PER_MONTH;
  const spot = Math.max(...rates.map(([, rate]) => rate)) * HOURS_PER_MONTH;
  return { ...steady(onDemand), spotIdle: spot, spotMax: spot };
}
