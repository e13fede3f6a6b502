/** The rules of this folder. */

import type { Rule } from "../../lib/rule";
import { rule as backups } from "./backups";
import { rule as customerKey } from "./customer-key";
import { rule as deletionProtection } from "./deletion-protection";
import { rule as encrypted } from "./encrypted";
import { rule as iamLogin } from "./iam-login";
import { rule as isPrivate } from "./private";

export const rules: readonly Rule[] = [
  encrypted,
  customerKey,
  isPrivate,
  deletionProtection,
  backups,
  iamLogin,
];
