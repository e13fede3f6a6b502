/** The rules of this folder. */

import type { Rule } from "../../lib/rule";
import { rule as accessEntries } from "./access-entries";
import { rule as controlPlaneLogs } from "./control-plane-logs";
import { rule as deletionProtection } from "./deletion-protection";
import { rule as endpointCidrs } from "./endpoint-cidrs";
import { rule as endpointPrivate } from "./endpoint-private";
import { rule as gpuTainted } from "./gpu-tainted";
import { rule as noNodeSsh } from "./no-node-ssh";
import { rule as privateSubnets } from "./private-subnets";
import { rule as secretsEncrypted } from "./secrets-encrypted";
import { rule as spotDiverse } from "./spot-diverse";
import { rule as spotTainted } from "./spot-tainted";
import { rule as supportedVersion } from "./supported-version";

export const rules: readonly Rule[] = [
  endpointPrivate,
  endpointCidrs,
  secretsEncrypted,
  controlPlaneLogs,
  supportedVersion,
  accessEntries,
  deletionProtection,
  noNodeSsh,
  privateSubnets,
  gpuTainted,
  spotTainted,
  spotDiverse,
];
