/** The rules of this folder. */

import type { Rule } from "../../lib/rule";
import { rule as policyNotOpen } from "./policy-not-open";
import { rule as rotation } from "./rotation";

export const rules: readonly Rule[] = [rotation, policyNotOpen];
