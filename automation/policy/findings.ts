/** What judging a plan comes to. */

import type { Level, RuleFacts, Severity } from "../../policypack/lib/rule";
import type { SourcePosition } from "../plan/types";
import type { PolicyConfig } from "./config";

/** The waiver that holds a finding back. */
export interface AppliedWaiver {
  readonly owner: string;
  readonly reason: string;
  /** The last day on which it holds, as `2026-12-31`. */
  readonly expires: string;
  /** Where the waiver stands. */
  readonly file: string;
  readonly line: number;
}

/** Something that a policy found. */
export interface Finding {
  /** Name of the policy. */
  readonly rule: string;
  /** URN of the resource; absent where the finding is about the waivers. */
  readonly urn?: string;
  readonly enforcementLevel: Level;
  readonly severity: Severity;
  readonly message: string;
  /** Where the resource is registered, or where the waiver stands. */
  readonly source?: SourcePosition;
  /** Absent where no waiver holds the finding back. */
  readonly waived?: AppliedWaiver;
}

/** Everything that judging a plan came to. */
export interface Judgement {
  readonly findings: readonly Finding[];
  /** Every policy that was at work, with what it says of itself. */
  readonly rules: readonly RuleFacts[];
  /** Name of the profile. */
  readonly profile: string;
  /** What each policy was told, disabled ones too. */
  readonly config: ReadonlyMap<string, PolicyConfig>;
}

/** Whether a finding denies: it is mandatory and no waiver holds it back. */
export function denies({ enforcementLevel, waived }: Finding): boolean {
  return enforcementLevel === "mandatory" && waived === undefined;
}
