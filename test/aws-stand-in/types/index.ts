/** What the stand-in knows of each type. To add a type, add an entry to one of the tables. */

import { computeTypes } from "./compute";
import { eventTypes } from "./events";
import { iamTypes } from "./iam";
import type { RulesTable, TypeRules } from "./rules";
import { storageTypes } from "./storage";
import { vpcTypes } from "./vpc";

const rules: RulesTable = { ...vpcTypes, ...computeTypes, ...iamTypes, ...storageTypes, ...eventTypes };

/** Every type that the stand-in can make. */
export const knownTypes: readonly string[] = Object.keys(rules).sort();

/** Rules of a type; `undefined` where nobody has written any. */
export function rulesOf(type: string): TypeRules | undefined {
  return rules[type];
}
