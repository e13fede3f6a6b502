/** The rules of this folder. */

import type { Rule } from "../../lib/rule";

export const rules: readonly Rule[] = [];
