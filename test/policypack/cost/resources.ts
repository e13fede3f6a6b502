/** Hand-made resources for the tests of cost. */

import { estimate, standardPrices } from "../../../policypack/cost";
import type { Estimate, MonthlyUsd, PriceTable } from "../../../policypack/cost";
import { Property } from "../../../policypack/lib/property";
import type { StackResource } from "../../../policypack/lib/rule";
import { urnOf } from "../server";

/** One resource. */
export function resource(
  type: string,
  inputs: Readonly<Record<string, unknown>> = {},
  more: Partial<StackResource> & { readonly name?: string } = {},
): StackResource {
  const { name = "it" } = more;
  return {
    type,
    name,
    urn: urnOf(type, name),
    properties: Property.inputs(inputs),
    ignoreChanges: [],
    dependencies: [],
    propertyDependencies: {},
    ...more,
  };
}

/** The estimate of some resources by a small table. */
export function estimated(...resources: readonly StackResource[]): Estimate {
  return estimate(resources, smallTable);
}

/** The estimate of one resource: its sums, rounded to cents, and why something is not in them. */
export function quoted(...resources: readonly StackResource[]): { usd: MonthlyUsd; gaps: string[] } {
  const { monthlyUsd, unpriced } = estimated(...resources);
  const cents = (usd: number): number => Math.round(usd * 100) / 100;
  const { onDemandIdle, onDemandMax, spotIdle, spotMax } = monthlyUsd;
  return {
    usd: {
      onDemandIdle: cents(onDemandIdle),
      onDemandMax: cents(onDemandMax),
      spotIdle: cents(spotIdle),
      spotMax: cents(spotMax),
    },
    gaps: unpriced.map(({ kind, reason }) => `${kind}: ${reason}`),
  };
}

/** The same sum at each size and price. */
export function always(usd: number): MonthlyUsd {
  return { onDemandIdle: usd, onDemandMax: usd, spotIdle: usd, spotMax: usd };
}

/** A table of round prices: an hour of everything that is charged by the hour is a tenth of a dollar or more. */
export const smallTable: PriceTable = {
  ...standardPrices,
  sources: { made: { title: "made up", url: "https://example.com/", date: "2026-01-01" } },
  regions: {
    "us-east-1": [
      {
        group: "ec2OnDemandPerHour",
        source: "made",
        prices: { "m7i.large": 0.1, "m7i.xlarge": 0.2, "g6.xlarge": 1, "x.odd": 9, "t3.medium": 0.05 },
      },
      {
        group: "ec2SpotDiscountPercent",
        source: "made",
        prices: { "m7i.large": 50, "m7i.xlarge": 25, "x.odd": 1 },
      },
      {
        group: "perHour",
        source: "made",
        prices: {
          eksCluster: 0.1,
          eksClusterExtendedSupport: 0.6,
          natGateway: 0.05,
          networkLoadBalancer: 0.02,
        },
      },
      { group: "perHour", source: "made", prices: { interfaceEndpointPerZone: 0.01, publicIpv4: 0.005 } },
      { group: "perMonth", source: "made", prices: { kmsKey: 1, secret: 0.4 } },
      {
        group: "ebsPerMonth",
        source: "made",
        prices: {
          "gp3 GiB": 0.1,
          "gp3 IOPS": 0.01,
          "gp3 MiBps": 0.05,
          "gp2 GiB": 0.2,
          "io1 GiB": 0.3,
          "io1 IOPS": 0.02,
        },
      },
      { group: "rdsPerHour", source: "made", prices: { "postgres db.t4g.small": 0.1 } },
      {
        group: "rdsStoragePerMonth",
        source: "made",
        prices: { "gp2 GiB": 0.1, "gp3 GiB": 0.1, "gp3 IOPS": 0.02 },
      },
      {
        group: "elasticachePerHour",
        source: "made",
        prices: { "cache.t4g.small": 0.1, "valkey cache.t4g.small": 0.05 },
      },
    ],
    "eu-central-1": [{ group: "perHour", source: "made", prices: { eksCluster: 0.2 } }],
  },
};
