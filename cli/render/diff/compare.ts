/** What differs between two rendered clusters, and what each difference does. */

import { fieldRule, managementKind, objectRule, unknownRule } from "../../../model/fleet/changes";
import type { ChangeEffect, ChangeRule, MachineRole, ObjectRule } from "../../../model/fleet/changes";
import type { Lock } from "../lock";
import { partOf, textOf } from "../proofs/objects";
import type { Path, TreeObject } from "../proofs/objects";
import { holdsSecret } from "../proofs/secrets";
import { followsOf } from "./follows";
import type { Follows } from "./follows";
import { leavesOf, pathText } from "./leaves";
import type { Leaf } from "./leaves";
import { kindOf, matchObjects } from "./match";
import type { MatchedSide, Pair } from "./match";

/** One rendered cluster. */
export interface Side {
  readonly lock: Lock;
  readonly objects: readonly TreeObject[];
}

/** Which object it is. */
export interface ObjectName {
  readonly kind: string;
  /** Empty where it stands in none. */
  readonly namespace: string;
  readonly name: string;
  /** Path in the output folder; empty for what stands in none. */
  readonly file: string;
}

/** One difference, and what it does. */
export interface Change {
  readonly what: "changed" | "added" | "removed";
  readonly object: ObjectName;
  /** The field; empty where a whole object comes or goes. */
  readonly path: string;
  /** What it was and what it becomes; not there where there is none, `(hidden)` for a secret. */
  readonly old?: unknown;
  readonly new?: unknown;
  readonly effect: ChangeEffect;
  /** Machines that roll, for `rolls`. */
  readonly machines?: MachineRole;
  readonly why: string;
  readonly fix?: string;
  readonly source: string;
  /** False where no rule knows the field and the worst is assumed. */
  readonly known: boolean;
  /** The other change that it comes with by itself: of the cluster's name or namespace, or of a template's content. */
  readonly follows?: Follows;
}

/** Versions of the lock that stand in the objects too. */
const inObjects: readonly string[] = ["kubernetes", "talos", "cilium", "envoyGateway"];

/** Every difference, in the order of the objects. */
export function compareSides(old: Side, next: Side): readonly Change[] {
  const [before, after] = [matchedSide(old), matchedSide(next)];
  const pairs = matchObjects(before, after);
  const differing = pairs.map((pair) => ({ pair, leaves: leavesOfPair(pair) }));
  const follows = followsOf(before, after, differing);
  const changes = differing.flatMap(({ pair, leaves }) => {
    const whole = pair.old === undefined ? "added" : pair.new === undefined ? "removed" : undefined;
    if (whole !== undefined) return [objectChange(pair, whole, next.lock)];
    return leaves.map((leaf) => fieldChange(pair, leaf, follows(pair, leaf)));
  });
  return [...changes, ...versionChanges(old.lock, next.lock)];
}

function matchedSide({ lock, objects }: Side): MatchedSide {
  const { name, namespace } = lock.inputs;
  return { cluster: name, namespace: typeof namespace === "string" ? namespace : "", objects };
}

function leavesOfPair({ old, new: next }: Pair): readonly Leaf[] {
  return old === undefined || next === undefined ? [] : leavesOf(old.value, next.value);
}

function fieldChange(pair: Pair, leaf: Leaf, follows: Follows | undefined): Change {
  const object = pair.new ?? pair.old;
  if (object === undefined) throw new Error("A pair has at least one object.");
  const change = {
    kind: kindOf(object),
    name: textOf(object.value, "metadata", "name"),
    ...leaf,
    sameName: textOf(pair.old?.value, "metadata", "name") === textOf(pair.new?.value, "metadata", "name"),
  };
  // What only carries another name is part of the change of the name itself.
  const renamed = follows === "name" || follows === "namespace";
  const rule = fieldRule(renamed ? { ...change, path: ["metadata", follows] } : change);
  return changed(nameOf(object), leaf, rule, { follows, machines: pair.machines });
}

function changed(
  object: ObjectName,
  { path, old, new: next }: Leaf,
  known: ChangeRule | undefined,
  more: { readonly follows?: Follows | undefined; readonly machines?: MachineRole | undefined } = {},
): Change {
  const rule = known ?? unknownRule;
  const machines = rule.effect === "rolls" ? (rule.machines ?? more.machines) : undefined;
  return {
    what: "changed",
    object,
    path: pathText(path),
    ...(old !== undefined && { old: shown(object.kind, path, old) }),
    ...(next !== undefined && { new: shown(object.kind, path, next) }),
    effect: rule.effect,
    ...(machines !== undefined && { machines }),
    why: rule.why,
    ...(rule.fix !== undefined && { fix: rule.fix }),
    source: rule.url,
    known: known !== undefined,
    ...(more.follows !== undefined && { follows: more.follows }),
  };
}

function shown(kind: string, path: Path, value: unknown): unknown {
  const secret = kind === "Secret" && (path[0] === "data" || path[0] === "stringData");
  return secret || holdsSecret(value, path) ? "(hidden)" : value;
}

function objectChange(pair: Pair, what: "added" | "removed", { inputs }: Lock): Change {
  const object = pair.new ?? pair.old;
  if (object === undefined) throw new Error("A pair has at least one object.");
  const { effect, why, fix, url }: ObjectRule = objectRule(kindOf(object), what);
  return {
    what,
    object: nameOf(object),
    path: "",
    effect,
    why,
    ...(fix !== undefined && { fix: filled(fix, object, inputs.name) }),
    source: url,
    known: true,
  };
}

function filled(fix: string, object: TreeObject, cluster: string): string {
  return fix.replace("<command>", deleteCommand(object, cluster)).replace("<name>", nameOf(object).name);
}

/** The command that deletes an object where it was applied to. */
export function deleteCommand(object: TreeObject, cluster: string): string {
  const { namespace, name, file } = nameOf(object);
  const [group = "", kind = ""] = kindOf(object).split("/");
  const onCluster = file.startsWith("addons/gateway/workload/") || file.startsWith("recipes/");
  return [
    "kubectl",
    ...(onCluster ? [`--kubeconfig ~/.kube/${cluster}.yaml`] : []),
    ...(namespace === "" ? [] : [`--namespace ${namespace}`]),
    `delete ${[kind.toLowerCase(), ...(group === "" ? [] : [group])].join(".")} ${name}`,
  ].join(" ");
}

function nameOf({ value, file }: TreeObject): ObjectName {
  return {
    kind: textOf(value, "kind"),
    namespace: textOf(value, "metadata", "namespace"),
    name: textOf(value, "metadata", "name"),
    file,
  };
}

/** Versions of what must run on the management cluster; another provider's version is no change of this one's. */
function versionChanges(old: Lock, next: Lock): readonly Change[] {
  const object = { kind: "ManagementCluster", namespace: "", name: "", file: "" };
  return leavesOf(old.versions, next.versions, ["versions"]).flatMap((leaf) => {
    const key = String(leaf.path[1]);
    const otherProvider = key === "infrastructure" && old.provider !== next.provider;
    if (inObjects.includes(key) || otherProvider) return [];
    const rule = fieldRule({ kind: managementKind, name: "", ...leaf, sameName: true });
    const change = changed(object, leaf, rule);
    const fix = change.fix
      ?.replaceAll("<version>", String(partOf(next.versions, key)))
      .replaceAll("<provider>", next.provider);
    return [{ ...change, ...(fix !== undefined && { fix }) }];
  });
}
