/** The rules of this folder. */

import type { Rule } from "../../lib/rule";
import { rule as budgetExists } from "./budget-exists";
import { rule as instanceSize } from "./instance-size";
import { rule as monthlyEstimate } from "./monthly-estimate";
import { rule as natGateways } from "./nat-gateways";

export const rules: readonly Rule[] = [instanceSize, natGateways, budgetExists, monthlyEstimate];
