/** What compatibility is about: components that were found, and pairs of them that do not work together. */

import type { ComponentName } from "./components";
import type { Range } from "./version";

/** One component that a stack installs, or one way of using it that matters. */
export interface FoundComponent {
  readonly name: ComponentName;
  /** `undefined` where it is not given or not known before the update. */
  readonly version: string | undefined;
  /** Where it was found: the URN of a resource. */
  readonly source: string;
  /** What it is about, such as the service account `kube-system/ebs-csi-controller-sa`. @default nothing in particular */
  readonly subject?: string;
  /** What nobody knows before the update, where that decides whether the component is there at all. @default nothing */
  readonly unsure?: string;
}

interface PairFacts {
  /** Unique, in kebab-case; findings carry `compatibility-<id>`. */
  readonly id: string;
  /** What happens otherwise. */
  readonly reason: string;
  /** The nearest pair that works. */
  readonly good: string;
  /** Where it is written. */
  readonly url: string;
}

/** In these versions a component needs another in those. */
export interface Step {
  /** Versions of the component. @default every version */
  readonly versions?: Range;
  /** Versions of the other that it works with. */
  readonly needed: Range;
}

/** One component needs another in certain versions; where the other is not found, there is nothing to say. */
export interface Requirement extends PairFacts {
  readonly kind: "requires";
  readonly component: ComponentName;
  readonly needs: ComponentName;
  readonly steps: readonly Step[];
}

/** Two components of which only one may be there, or one for each thing that they are about. */
export interface Exclusion extends PairFacts {
  readonly kind: "excludes";
  readonly component: ComponentName;
  readonly other: ComponentName;
  /** True where they clash only about the same thing. @default false */
  readonly sameSubject?: boolean;
}

/** A component that may be there once. */
export interface Uniqueness extends PairFacts {
  readonly kind: "once";
  readonly component: ComponentName;
}

/** Two components whose versions are the same. */
export interface SameVersion extends PairFacts {
  readonly kind: "same-version";
  readonly component: ComponentName;
  readonly other: ComponentName;
}

/** A way of using a component that never works. */
export interface Never extends PairFacts {
  readonly kind: "never";
  readonly component: ComponentName;
}

export type Pair = Requirement | Exclusion | Uniqueness | SameVersion | Never;

/** A pair that does not work, or of which nobody can know. */
export interface CompatibilityFinding {
  /** `compatibility-<id of the pair>`. */
  readonly rule: string;
  /** What was found, why it does not work, and the nearest pair that does. */
  readonly message: string;
  /** True where a version is not known, so that nobody can say. */
  readonly undecided: boolean;
  /** Where the components were found, the one to change first. */
  readonly sources: readonly string[];
}
