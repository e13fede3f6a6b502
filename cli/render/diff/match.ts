/** Which object of one rendered cluster is which of another. */

import { groupOf } from "../../../model/fleet/served-apis";
import type { MachineRole } from "../../../model/fleet/changes";
import { partOf, textOf } from "../proofs/objects";
import type { TreeObject } from "../proofs/objects";

/** A cluster whose objects are matched. */
export interface MatchedSide {
  readonly cluster: string;
  readonly namespace: string;
  readonly objects: readonly TreeObject[];
}

/** Two objects that are one, or one that the other side does not have. */
export interface Pair {
  readonly old?: TreeObject;
  readonly new?: TreeObject;
  /** Machines that are made from it, where it is a template. */
  readonly machines?: MachineRole;
}

/** Fields by which something refers to a template, and the machines that it makes of it. */
const templateFields: Readonly<Record<string, { machines: MachineRole; fields: readonly string[][] }>> = {
  TalosControlPlane: { machines: "controlPlane", fields: [["spec", "infrastructureTemplate"]] },
  MachineDeployment: {
    machines: "workers",
    fields: [
      ["spec", "template", "spec", "infrastructureRef"],
      ["spec", "template", "spec", "bootstrap", "configRef"],
    ],
  },
};

interface Role {
  readonly key: string;
  readonly machines?: MachineRole;
}

/** Matches the objects of two clusters: by kind, namespace and name, and templates by what refers to them. */
export function matchObjects(old: MatchedSide, next: MatchedSide): readonly Pair[] {
  const [before, after] = [rolesOf(old), rolesOf(next)];
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys.map((key): Pair => {
    const [one, other] = [before.get(key), after.get(key)];
    const machines = other?.machines ?? one?.machines;
    return {
      ...(one !== undefined && { old: one.object }),
      ...(other !== undefined && { new: other.object }),
      ...(machines !== undefined && { machines }),
    };
  });
}

/** Group and kind of an object, as the rules have it. */
export function kindOf({ value }: TreeObject): string {
  return `${groupOf(textOf(value, "apiVersion"))}/${textOf(value, "kind")}`;
}

function rolesOf(side: MatchedSide): ReadonlyMap<string, Role & { readonly object: TreeObject }> {
  const templates = templateRoles(side);
  const roles = new Map<string, Role & { readonly object: TreeObject }>();
  for (const object of side.objects) {
    const name = textOf(object.value, "metadata", "name");
    const role = templates.get(`${textOf(object.value, "kind")} ${name}`) ?? {
      key: roleOf(object, side),
    };
    roles.set(`${kindOf(object)} ${role.key}`, { ...role, object });
  }
  return roles;
}

/** What every template is for, by its kind and name. */
function templateRoles(side: MatchedSide): ReadonlyMap<string, Role> {
  const roles = new Map<string, Role>();
  for (const object of side.objects) {
    const { value } = object;
    const kind = textOf(value, "kind");
    if (!Object.hasOwn(templateFields, kind)) continue;
    const { machines, fields } = templateFields[kind] ?? { machines: "workers", fields: [] };
    for (const field of fields) {
      const reference = partOf(value, ...field);
      const role = { key: `of ${kind} ${roleOf(object, side)}`, machines };
      roles.set(`${textOf(reference, "kind")} ${textOf(reference, "name")}`, role);
    }
  }
  return roles;
}

/** Namespace and name of an object, with `<…>` for those of the cluster, so that two clusters can be compared. */
function roleOf({ value }: TreeObject, { cluster, namespace }: MatchedSide): string {
  const name = textOf(value, "metadata", "name");
  const within = textOf(value, "metadata", "namespace");
  if (textOf(value, "kind") === "Namespace" && name === namespace) return "<namespace>";
  // Names that are the same in every cluster: a cluster may be called as the first word of one of them.
  const kind = textOf(value, "kind");
  const fixed = ["Kustomization", "GatewayClass", "Namespace"].includes(kind);
  // These stand in namespaces of their own, which the cluster's may be called like.
  const elsewhere = fixed || kind === "Gateway";
  const role =
    !fixed && (name === cluster || name.startsWith(`${cluster}-`))
      ? `<cluster>${name.slice(cluster.length)}`
      : name;
  return `${within === namespace && !elsewhere ? "<namespace>" : within}/${role}`;
}
