/** What a plan is: everything that a program registers, without an engine, a provider or a cloud. */

/** Where a resource is registered: the first frame that is not a package's. */
export interface SourcePosition {
  /** Absolute path. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1; absent where the runtime does not tell. */
  readonly column?: number;
}

/** One resource that the program registers. */
export interface PlannedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** False for a component. */
  readonly custom: boolean;
  /** True for a component that a provider builds: what it consists of is not in the plan. */
  readonly remote: boolean;
  readonly parent?: string;
  /** URN of the explicit provider. */
  readonly provider?: string;
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
  readonly dependencies: readonly string[];
  /** URNs of the resources that an input's value came from, by the input's key. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /**
   * Inputs in Pulumi's wire form, as the program sent them: secrets and unknown values keep their signatures. Policies
   * judge these; nothing prints them as they are.
   */
  readonly wire: Readonly<Record<string, unknown>>;
  /** Absent where a package registers the resource later, on nobody's call; then its nearest parent's is taken. */
  readonly source?: SourcePosition;
}

/** A resource that the program reads and does not manage: `Bucket.get()`, a stack reference. */
export interface ReadResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent?: string;
  readonly source?: SourcePosition;
}

/** A resource whose children the plan does not see, and why. */
export interface Unexpanded {
  readonly urn: string;
  readonly type: string;
  readonly reason: string;
}

/** The result of one evaluation of a program. */
export interface Plan {
  readonly project: string;
  readonly stack: string;
  /** Folder of the program. */
  readonly program: string;
  /** In the order of their registration. */
  readonly resources: readonly PlannedResource[];
  readonly unexpanded: readonly Unexpanded[];
  /** What the program reads from elsewhere; its values are unknown. @default nothing */
  readonly reads?: readonly ReadResource[];
}
