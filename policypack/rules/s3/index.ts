/** The rules of this folder. */

import type { Rule } from "../../lib/rule";
import { rule as accessLogging } from "./access-logging";
import { rule as aclsOff } from "./acls-off";
import { rule as encryptedWithKms } from "./encrypted-with-kms";
import { rule as lifecycle } from "./lifecycle";
import { rule as noForceDestroy } from "./no-force-destroy";
import { rule as publicAccessBlock } from "./public-access-block";
import { rule as tlsOnly } from "./tls-only";
import { rule as versioning } from "./versioning";

export const rules: readonly Rule[] = [
  encryptedWithKms,
  publicAccessBlock,
  tlsOnly,
  aclsOff,
  versioning,
  accessLogging,
  lifecycle,
  noForceDestroy,
];
