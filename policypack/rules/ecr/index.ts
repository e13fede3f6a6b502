/** The rules of this folder. */

import type { Rule } from "../../lib/rule";
import { rule as encrypted } from "./encrypted";
import { rule as immutableTags } from "./immutable-tags";
import { rule as scanOnPush } from "./scan-on-push";

export const rules: readonly Rule[] = [immutableTags, scanOnPush, encrypted];
