/** The rules of this folder. */

import type { Rule } from "../../lib/rule";
import { rule as launchTemplate } from "./launch-template";
import { rule as required } from "./required";
import { rule as scalingGroup } from "./scaling-group";

export const rules: readonly Rule[] = [required, scalingGroup, launchTemplate];
