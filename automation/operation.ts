/** What every operation on a stack is given beside its own arguments. */

import type { Reporter } from "./reporter";

/** Surroundings of an operation. */
export interface OperationContext {
  readonly reporter: Reporter;
  /** Aborting it ends the operation in a state from which `up` goes on; the operation fails with the signal's reason. */
  readonly signal: AbortSignal;
}
