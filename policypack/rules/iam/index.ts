/** The rules of this folder. */

import type { Rule } from "../../lib/rule";
import { rule as noAccessKeys } from "./no-access-keys";
import { rule as noAdministratorAccess } from "./no-administrator-access";
import { rule as noFullAccess } from "./no-full-access";
import { rule as noUsers } from "./no-users";
import { rule as oidcSubject } from "./oidc-subject";
import { rule as passRoleScoped } from "./pass-role-scoped";
import { rule as trustNotOpen } from "./trust-not-open";

export const rules: readonly Rule[] = [
  noFullAccess,
  noAdministratorAccess,
  passRoleScoped,
  trustNotOpen,
  oidcSubject,
  noUsers,
  noAccessKeys,
];
