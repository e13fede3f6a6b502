/** What a stack costs in a month, from a dated table of prices. */

export { estimate } from "./estimate";
export type { Estimate, EstimateOptions, PricedResource, Unpriced } from "./estimate";
export type { MonthlyUsd, PoolSize, UnpricedKind } from "./quote";
export { overlay, parsePrices, priceGroups, PriceTableError, standardPrices } from "./table";
export type { PriceGroup, PriceTable } from "./table";
