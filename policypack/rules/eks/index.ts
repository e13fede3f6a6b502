/** The rules of this folder. */

import type { Rule } from "../../lib/rule";
import { rule as endpointPrivate } from "./endpoint-private";

export const rules: readonly Rule[] = [endpointPrivate];
