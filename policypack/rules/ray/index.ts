/** The rules of this folder. */

import type { Rule } from "../../lib/rule";
import { rule as dashboardPrivate } from "./dashboard-private";
import { rule as gpuLimits } from "./gpu-limits";
import { rule as gpuTolerations } from "./gpu-tolerations";
import { rule as headNumCpus } from "./head-num-cpus";
import { rule as headSafeToEvict } from "./head-safe-to-evict";
import { rule as jobShutdown } from "./job-shutdown";
import { rule as jobTtl } from "./job-ttl";
import { rule as tokenAuth } from "./token-auth";
import { rule as workersBounded } from "./workers-bounded";

export const rules: readonly Rule[] = [
  headNumCpus,
  workersBounded,
  dashboardPrivate,
  tokenAuth,
  jobShutdown,
  jobTtl,
  gpuLimits,
  gpuTolerations,
  headSafeToEvict,
];
