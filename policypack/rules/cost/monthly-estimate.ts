import { readFileSync } from "node:fs";
import { estimate, overlay, parsePrices, standardPrices } from "../../cost";
import type { PriceTable, UnpricedKind } from "../../cost";
import { violation } from "../../lib/finding";
import { stackRule } from "../../lib/rule";
import { stackConfig } from "../../lib/stack-config";

const BUDGET_KEY = "plinth:monthlyBudgetUsd";

export const rule = stackRule({
  name: "cost-monthly-estimate",
  title: "The monthly estimate is within the stack's budget",
  description:
    "What a stack costs at most is known before it is made: its pools have largest sizes, and everything else has a price. Spot pools count at the average price of spot.",
  severity: "medium",
  level: "advisory",
  requirements: [],
  peers: [],
  url: "https://docs.aws.amazon.com/wellarchitected/latest/cost-optimization-pillar/practice-cloud-financial-management.html",
  remediation:
    "Lower the largest sizes of the pools, take smaller or fewer instances, or raise the budget. Where sizes are not known, give values that are.",
  settings: {
    monthlyBudgetUsd: {
      type: "number",
      description:
        "The budget. 0 takes the stack's config `plinth:monthlyBudgetUsd`, where the Pulumi CLI runs the pack; without either nothing is compared.",
      default: 0,
    },
    scale: {
      type: "string",
      enum: ["max", "idle"],
      description: "Whether the pools count at their largest size or at their smallest.",
      default: "max",
    },
    region: {
      type: "string",
      description:
        "Region of resources that do not say theirs. Without one, the stack's config `aws:region`.",
      default: "",
    },
    prices: {
      type: "string",
      description:
        "A file of prices in the shape of the pack's `cost/prices.json`, laid over those of the pack.",
      default: "",
    },
  },
  checkStack: ({ resources }, settings) => {
    const budget = settings.monthlyBudgetUsd || Number(stackConfig(BUDGET_KEY) ?? 0);
    if (!(budget > 0)) return [];
    const table = tableOf(settings.prices);
    if (typeof table === "string") return [violation("", `The estimate cannot be made: ${table}`)];
    const region = settings.region || stackConfig("aws:region");
    const { monthlyUsd, unpriced } = estimate(resources, table, { region });
    const usd = settings.scale === "idle" ? monthlyUsd.spotIdle : monthlyUsd.spotMax;
    if (usd > budget) {
      const size =
        settings.scale === "idle" ? "at the smallest size of its pools" : "at the largest size of its pools";
      return [
        violation(
          "",
          `The stack is estimated at ${dollars(usd)} a month ${size}, above its budget of ${dollars(budget)}.`,
        ),
      ];
    }
    return unpriced.flatMap(({ kind, urn, reason }) => {
      const why = doubts[kind];
      if (why === undefined) return [];
      // Reasons of unknown values name properties. Others may quote a value, which a finding never does.
      const what = kind === "unknown" ? `${why}: ${reason}` : why;
      const message = `Whether the stack is within its budget cannot be decided: ${what}.`;
      return [{ path: "", urn, undecided: true, message }];
    });
  },
});

/** What makes an estimate too low to compare. What depends on use, or is not seen, is left to the reader. */
const doubts: Readonly<Partial<Record<UnpricedKind, string>>> = {
  unknown: "a value is wanted",
  "no-price": "the table has no price of something in this resource, which the estimate's report names",
};

/** The table, or what is wrong with the file. */
function tableOf(file: string): PriceTable | string {
  if (file === "") return standardPrices;
  try {
    return overlay(standardPrices, parsePrices(readFileSync(file, "utf8"), file));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function dollars(usd: number): string {
  return `${Math.round(usd).toLocaleString("en-US")} USD`;
}
