/** What every change of a rendered cluster does: one table over all kinds. */

import { anyAdded, anyFields, anyRemoved } from "./any";
import { awsKinds } from "./aws";
import { azureKinds } from "./azure";
import { clusterApiKinds } from "./cluster-api";
import { holdsFor } from "./conditions";
import type { FieldChange } from "./conditions";
import { fluxKinds } from "./flux";
import { gatewayKinds } from "./gateway";
import { gcpKinds } from "./gcp";
import { managementFields } from "./management";
import { proxmoxKinds } from "./proxmox";
import { talosKinds } from "./talos";
import type { ChangeRule, KindRules, ObjectRule } from "./types";

export { effectNames, effects } from "./types";
export type { ChangeEffect, ChangeRule, MachineRole, ObjectRule } from "./types";
export type { FieldChange } from "./conditions";

/** The rules of every kind, by its group and its name; the core group is empty. */
export const changeRules: Readonly<Record<string, KindRules>> = {
  ...clusterApiKinds,
  ...talosKinds,
  ...awsKinds,
  ...azureKinds,
  ...gcpKinds,
  ...proxmoxKinds,
  ...fluxKinds,
  ...gatewayKinds,
};

/** Kind of the versions that stand in the lock file and in no object. */
export const managementKind = "plinth/ManagementCluster";

const rulesOf = (kind: string): KindRules | undefined =>
  Object.hasOwn(changeRules, kind) ? changeRules[kind] : undefined;

/** The rule that a change of a field falls under; `undefined` where none knows it. */
export function fieldRule(change: FieldChange): ChangeRule | undefined {
  const fields = change.kind === managementKind ? managementFields : (rulesOf(change.kind)?.fields ?? []);
  return [...fields, ...anyFields].find((rule) => holdsFor(rule, change));
}

/** What is assumed of a change that no rule knows. */
export const unknownRule: ChangeRule = {
  path: "**",
  effect: "replaces",
  why: "No rule knows this field, so the worst is assumed.",
  fix: "Look the field up in the documentation of its kind before you apply.",
  url: "https://cluster-api.sigs.k8s.io/tasks/updating-machine-templates",
};

/** What it does that an object is new or gone. */
export function objectRule(kind: string, what: "added" | "removed"): ObjectRule {
  return rulesOf(kind)?.[what] ?? (what === "added" ? anyAdded : anyRemoved);
}
