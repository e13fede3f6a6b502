/** The monthly estimate of a plan, by the prices and the region that the policy about it is told. */

import { readFileSync } from "node:fs";
import { PlinthError } from "../../model/errors";
import { overlay, parsePrices, PriceTableError, standardPrices } from "../../policypack/cost";
import type { Estimate, PriceTable } from "../../policypack/cost";
import { rule } from "../../policypack/rules/cost/monthly-estimate";
import { planCost } from "../plan/cost";
import type { Plan } from "../plan/types";
import type { PolicyConfig } from "./config";

/** An estimate, and what it is compared with. */
export interface Cost extends Estimate {
  /** The stack's budget in USD a month; null where it has none. */
  readonly budgetUsd: number | null;
}

/**
 * The estimate of a plan.
 *
 * @param config the config of the policies; that of `cost-monthly-estimate` may name a file of prices and a region.
 * @param stackConfig the stack's config, by full keys.
 * @throws PlinthError policy-input-invalid for a file of prices that cannot be used, with its lines.
 */
export function costOf(
  plan: Plan,
  config: ReadonlyMap<string, PolicyConfig>,
  stackConfig: Readonly<Record<string, string>>,
): Cost {
  const { prices, region, monthlyBudgetUsd } = config.get(rule.name)?.settings ?? {};
  const regionHere = text(region) ?? stackConfig["aws:region"];
  const budget = Number(monthlyBudgetUsd) || Number(stackConfig["plinth:monthlyBudgetUsd"]);
  const estimate = planCost(plan, tableOf(text(prices)), { region: regionHere });
  return { ...estimate, budgetUsd: budget > 0 ? budget : null };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function tableOf(file: string | undefined): PriceTable {
  if (file === undefined) return standardPrices;
  try {
    return overlay(standardPrices, parsePrices(readFileSync(file, "utf8"), file));
  } catch (error) {
    const details = error instanceof PriceTableError ? error.problems : [(error as Error).message];
    throw new PlinthError("policy-input-invalid", `The prices in ${file} cannot be used.`, {
      details,
      fix: `Correct the file that \`prices\` of \`${rule.name}\` names; policypack/cost/prices.json is an example.`,
      cause: error,
    });
  }
}
