/** The rules of this folder. */

import type { Rule } from "../../lib/rule";
import { rule as encrypted } from "./encrypted";
import { rule as retention } from "./retention";

export const rules: readonly Rule[] = [encrypted, retention];
