import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  estimate,
  overlay,
  parsePrices,
  priceGroups,
  PriceTableError,
  standardPrices,
} from "../../../policypack/cost";
import { resource } from "./resources";

const file = join(__dirname, "../../../policypack/cost/prices.json");

function problemsOf(change: (table: Record<string, unknown>) => void): readonly string[] {
  const table = JSON.parse(JSON.stringify({ ...standardPrices, regions: own })) as Record<string, unknown>;
  change(table);
  try {
    parsePrices(JSON.stringify(table, undefined, 2), "own.json");
  } catch (error) {
    assert.ok(error instanceof PriceTableError);
    return error.problems;
  }
  return [];
}

const own = {
  "us-east-1": [{ group: "perHour", source: "infracost", prices: { eksCluster: 0.5, natGateway: 1 } }],
};

describe("policypack/cost/table", () => {
  it("of the pack is in its own shape, with a source for each price", () => {
    const table = parsePrices(readFileSync(file, "utf8"), "prices.json");
    assert.deepEqual(table, standardPrices);
    assert.ok(Object.keys(table.regions).includes(table.standIn));
    for (const [region, tables] of Object.entries(table.regions))
      for (const { group, source, prices } of tables) {
        assert.ok(table.sources[source], `${region} ${group}`);
        assert.ok(Object.keys(prices).length > 0, `${region} ${group}`);
      }
    const groups = new Set((table.regions[table.standIn] ?? []).map(({ group }) => group));
    assert.deepEqual([...groups].sort(), [...priceGroups].sort());
    const used = Object.values(table.regions).flatMap((tables) => tables.map(({ source }) => source));
    assert.deepEqual([...new Set(used)].sort(), Object.keys(table.sources).sort());
  });

  it("has sane prices: a discount is below 100 %, a larger type costs more", () => {
    for (const tables of Object.values(standardPrices.regions))
      for (const { group, prices } of tables)
        if (group === "ec2SpotDiscountPercent")
          for (const [type, discount] of Object.entries(prices)) assert.ok(discount < 100, type);
    const { prices = {} } =
      standardPrices.regions["us-east-1"]?.find(({ group }) => group === "ec2OnDemandPerHour") ?? {};
    for (const family of ["m7i", "m7g", "g6", "r7i"])
      assert.ok(Number(prices[`${family}.xlarge`]) < Number(prices[`${family}.2xlarge`]), family);
  });

  it("is overlaid by a file, entry by entry", () => {
    const over = parsePrices(
      JSON.stringify({ ...standardPrices, date: "2027-01-01", regions: own }),
      "own.json",
    );
    const laid = overlay(standardPrices, over);
    const usd = (type: string): number => estimate([resource(type)], laid).monthlyUsd.onDemandMax;
    assert.equal(usd("aws:eks/cluster:Cluster"), 365);
    assert.equal(usd("aws:kms/key:Key"), 1);
    assert.equal(laid.date, "2027-01-01");
    assert.deepEqual(Object.keys(laid.regions).sort(), Object.keys(standardPrices.regions).sort());
  });

  it("names file and line of each mistake", () => {
    const cases: [string, (table: Record<string, unknown>) => void, RegExp][] = [
      [
        "a key that is not known",
        (table) => (table["curency"] = "USD"),
        /^own\.json:\d+: `curency` is not a key of it\. /,
      ],
      ["another currency", (table) => (table["currency"] = "EUR"), /^own\.json:3: `currency` must be USD\. /],
      ["no date", (table) => delete table["date"], /^own\.json:1: `date` must be a text\. /],
      [
        "an odd date",
        (table) => (table["date"] = "soon"),
        /^own\.json:4: `date` must be a date, as 2026-07-20, or a year/,
      ],
    ];
    for (const [what, change, expected] of cases) {
      const problems = problemsOf(change);
      assert.equal(problems.length, 1, what);
      assert.match(problems[0] ?? "", expected);
    }
    const deep = problemsOf((table) => {
      table["regions"] = { "us-east-1": [{ group: "perDay", source: "nobody", prices: { a: -1, b: "x" } }] };
    });
    assert.equal(deep.length, 3);
    for (const problem of deep) assert.match(problem, /^own\.json:\d+: `regions\.us-east-1\.0\./);
    const lineOf = (name: string): number =>
      Number(/:(\d+):/.exec(deep.find((each) => each.includes(name)) ?? "")?.[1]);
    assert.ok(lineOf("group") < lineOf("prices.a") && lineOf("prices.a") < lineOf("prices.b"));
    const [source = ""] = problemsOf((table) => {
      table["regions"] = { x: [{ group: "perHour", source: "nobody", prices: {} }] };
    });
    assert.match(source, /`regions\.x\.0\.source` must be a key of sources: karpenter, /);
  });

  it("says of what is no JSON where it breaks", () => {
    assert.throws(() => parsePrices('{\n"a": [', "own.json"), /^PriceTableError: own\.json:\d: not JSON: /);
    assert.throws(() => parsePrices("7", "own.json"), /own\.json:1: the file /);
  });
});
