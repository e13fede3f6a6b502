/** Every call that the engine made, in order. */

/** Calls that concern a resource, and those that concern the provider. */
export type Method = "configure" | "check" | "diff" | "create" | "read" | "update" | "delete" | "invoke";

/** One call. */
export interface Call {
  readonly method: Method;
  /** Type of the resource, or token of the function. */
  readonly type: string;
  /** Name in the program; "" for a function. */
  readonly name: string;
  readonly urn: string;
  readonly region: string;
  /** Id; "" where there is none yet. */
  readonly id: string;
  /** True where the engine only asks what would happen. */
  readonly preview: boolean;
  /** Why it was refused. */
  readonly error?: string;
}

/** Notes calls. */
export class Journal {
  private readonly calls: Call[] = [];

  /** Every call so far. */
  get all(): readonly Call[] {
    return this.calls;
  }

  note(call: Call): void {
    this.calls.push(call);
  }

  /** Calls that went well and changed something, since the n-th call. */
  changes(since = 0): readonly Call[] {
    const changing: readonly Method[] = ["create", "update", "delete"];
    return this.calls
      .slice(since)
      .filter(({ method, preview, error }) => changing.includes(method) && !preview && error === undefined);
  }
}
