/** What the evaluating process is asked, and what it answers. Both sides are ours; nothing here leaves the machine. */

import type { PlannedResource, ReadResource, SourcePosition, Unexpanded } from "./types";

/** A result of a read from the cloud that was recorded, or made up for a test. */
export interface RecordedCall {
  /** The function's token, such as `aws:index/getCallerIdentity:getCallerIdentity`. */
  readonly token: string;
  /** Arguments that the read must have; others may be there too. @default any arguments */
  readonly args?: Readonly<Record<string, unknown>> | undefined;
  /** What the read gives. */
  readonly result: Readonly<Record<string, unknown>>;
}

/** One program and one stack to evaluate it for. */
export interface EvaluationRequest {
  readonly project: string;
  readonly stack: string;
  readonly organization: string;
  /** Folder of Pulumi.yaml. */
  readonly rootDirectory: string;
  /** Folder that the program runs in. */
  readonly workingDirectory: string;
  /** What is loaded: a file or a folder. */
  readonly main: string;
  /** True where Pulumi.yaml names it; else a package.json may name another. */
  readonly mainIsNamed: boolean;
  /** Config as Pulumi hands it to a program: full keys, values as text. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
  readonly calls: readonly RecordedCall[];
  readonly timeoutSeconds: number;
  /** File that the answer is written to. */
  readonly answer: string;
  /** File that the evaluating process leaves its id in. */
  readonly pidFile: string;
}

/** Why an evaluation gave no plan. */
export type FailureKind =
  /** No entry file, or one that cannot be loaded. */
  | "entry"
  /** A module that the program imports is not there. */
  | "module"
  | "threw"
  | "logged"
  | "exited"
  | "late"
  | "duplicate"
  | "reads"
  | "stuck"
  | "hung";

/** One reason, with the line that it comes from where that is known. */
export interface Failure {
  readonly kind: FailureKind;
  readonly message: string;
  readonly source?: SourcePosition | undefined;
  readonly details?: readonly string[];
}

/** What the evaluating process writes before it ends. */
export interface Evaluation {
  readonly resources: readonly PlannedResource[];
  readonly reads: readonly ReadResource[];
  readonly unexpanded: readonly Unexpanded[];
  /** Empty where the program was evaluated to its end. */
  readonly failures: readonly Failure[];
}
