/** What a change of a rendered object does to a cluster that runs: the words that the rules are written in. */

/** What a change does, worst first. */
export const effects = {
  recreate: "the field is immutable: the apply is refused",
  replaces: "the cluster must be made anew, or its machines all at once",
  deletes: "what it installed is deleted, with its data",
  rolls: "machines are replaced one after another",
  restarts: "pods restart, or move to other machines",
  free: "nothing restarts",
} as const;

export type ChangeEffect = keyof typeof effects;

/** Every effect, worst first. */
export const effectNames = Object.keys(effects) as readonly ChangeEffect[];

/** Machines that a change replaces. */
export type MachineRole = "controlPlane" | "workers";

/**
 * When a rule holds beside its path.
 *
 * - `less`: a number that becomes smaller
 * - `olderMinor`, `skipsMinors`: a version that goes back to an older minor, or forward over one
 * - `sameName`: the template that it stands in keeps its name
 */
export type ChangeCondition = "less" | "olderMinor" | "skipsMinors" | "sameName";

/** What a change of one field does. */
export interface ChangeRule {
  /** The field: keys with dots between, `*` for any one key, `**` at the end for all below. */
  readonly path: string;
  /** @default always */
  readonly when?: ChangeCondition;
  /** End of the names of the objects that it is about. @default any */
  readonly nameEnds?: string;
  readonly effect: ChangeEffect;
  /** Machines that roll. @default those of the object that refers to the template, for `rolls`; else none */
  readonly machines?: MachineRole;
  /** Why, in sentences. */
  readonly why: string;
  /** What to do, in sentences. @default nothing but to apply */
  readonly fix?: string;
  /** Who says so. */
  readonly url: string;
}

/** What it does that a whole object comes or goes. */
export interface ObjectRule {
  readonly effect: ChangeEffect;
  readonly why: string;
  /** What to do, in sentences; `<command>` stands for the `kubectl delete` of the object, `<name>` for its name. */
  readonly fix?: string;
  readonly url: string;
}

/** The rules of one kind; the first that holds counts. */
export interface KindRules {
  readonly fields: readonly ChangeRule[];
  /** @default it is made, and nothing restarts */
  readonly added?: ObjectRule;
  /** @default it stays until it is deleted by hand */
  readonly removed?: ObjectRule;
}

/** What to do where a cluster must be made anew. */
export const anew =
  "Keep the old value; or render a second cluster with another --name, move what runs, and delete the old one.";
