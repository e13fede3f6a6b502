/** The rules of this folder. */

import type { Rule } from "../../lib/rule";
import { rule as customerKey } from "./customer-key";
import { rule as encrypted } from "./encrypted";
import { rule as gp3Performance } from "./gp3-performance";
import { rule as volumeType } from "./volume-type";

export const rules: readonly Rule[] = [encrypted, customerKey, volumeType, gp3Performance];
