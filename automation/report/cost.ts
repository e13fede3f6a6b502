/** The monthly estimate in words. */

import type { Cost } from "../policy/cost";

/** One sentence; empty where nothing in the plan could have a price. */
export function costText({ monthlyUsd, resources, unpriced, budgetUsd, prices }: Cost): string {
  if (resources.length === 0 && unpriced.length === 0) return "";
  const { spotIdle, spotMax, onDemandMax } = monthlyUsd;
  const sums = `${usd(spotIdle)} a month idle, ${usd(spotMax)} at the largest size, ${usd(onDemandMax)} of that size without spot`;
  const gaps = unpriced.length === 0 ? "" : `; ${unpriced.length} resources have no price and are not in it`;
  const budget = budgetUsd === null ? "" : `; the budget is ${usd(budgetUsd)}`;
  return `Estimate: ${sums}${budget}${gaps} (prices of ${prices.date}).`;
}

/** Rounded to whole dollars: the prices are no more exact than that. */
export function usd(amount: number): string {
  return `${Math.round(amount).toLocaleString("en-US")} USD`;
}
