/** The rules of this folder. */

import type { Rule } from "../../lib/rule";
import { rule as gpuPoolConsolidation } from "./gpu-pool-consolidation";
import { rule as gpuPoolTainted } from "./gpu-pool-tainted";
import { rule as imdsHopLimit } from "./imds-hop-limit";
import { rule as imdsv2 } from "./imdsv2";
import { rule as poolLimits } from "./pool-limits";
import { rule as volumesEncrypted } from "./volumes-encrypted";
import { rule as volumesGp3 } from "./volumes-gp3";

export const rules: readonly Rule[] = [
  imdsv2,
  imdsHopLimit,
  volumesEncrypted,
  volumesGp3,
  poolLimits,
  gpuPoolTainted,
  gpuPoolConsolidation,
];
