/** A preview: what a program registers, what the policies say of it, and what bringing a local stack up would change. */

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { exitCodes, isPlinthError } from "../model/errors";
import type { RuleFacts } from "../policypack/lib/rule";
import { localChanges } from "./changes";
import type { Changes } from "./changes";
import type { EngineRequest } from "./engine/choose";
import { loadStackConfig } from "./local/stack";
import type { OperationContext } from "./operation";
import { repositoryRoot } from "./paths";
import { plan } from "./plan";
import { compatibilityFindings, compatibilityRules } from "./plan/compatibility";
import { judge } from "./policy/judge";
import type { ProfileName } from "./policy/profiles";
import { previewDocument } from "./report/document";
import type { ChangesUnknown, PreviewDocument } from "./report/document";

/** What to preview, and how to judge it. */
export interface PreviewArgs {
  readonly stack: string;
  /** Folder of the Pulumi program. @default this repository's own program */
  readonly program?: string | undefined;
  /** What works the changes of a local stack out. */
  readonly engine: EngineRequest;
  /** @default local for a stack of the target compose, else baseline */
  readonly profile?: ProfileName | undefined;
  /** Config of the policies, laid over the profile. @default none */
  readonly policyConfig?: string | undefined;
  /** File of waivers. @default waivers.yaml in the program's folder, where it is there */
  readonly waivers?: string | undefined;
}

/** The answer, and what reports are written from beside it. */
export interface PreviewResult {
  readonly document: PreviewDocument;
  /** The policies that were at work. */
  readonly rules: readonly RuleFacts[];
  /** Version of Plinth. */
  readonly version: string;
}

/**
 * Evaluates the program without a cloud and judges it. For a local stack of this repository, it also works out what
 * `up` would change; where that cannot be had because an engine does not answer, the answer says why.
 *
 * @throws PlinthError for a wrong config, a program that gives no plan, and what the policies are given and cannot use.
 */
export async function preview(args: PreviewArgs, context: OperationContext): Promise<PreviewResult> {
  const target = args.program === undefined ? loadStackConfig(args.stack).target : undefined;
  const program = args.program === undefined ? repositoryRoot : resolve(args.program);
  // Both take seconds and neither waits for the other. A wrong config is told best by who reads it first.
  const [changes, planned] = await Promise.allSettled([
    target === "compose" ? changesOrReason(args, context) : Promise.resolve({}),
    plan({ program, stack: args.stack }, context),
  ]);
  context.signal.throwIfAborted();
  if (changes.status === "rejected") throw changes.reason;
  if (planned.status === "rejected") throw planned.reason;
  const profile = args.profile ?? (target === "compose" ? "local" : "baseline");
  const judgement = await judge(planned.value, {
    profile,
    policyConfig: args.policyConfig,
    waivers: args.waivers,
    beside: [{ rules: compatibilityRules, judge: compatibilityFindings }],
  });
  return {
    document: { ...previewDocument(planned.value, judgement), ...changes.value },
    rules: judgement.rules,
    version: version(),
  };
}

/** A machine without a running engine can still say what the policies say; an engine that was asked for by name must do. */
async function changesOrReason(
  args: PreviewArgs,
  context: OperationContext,
): Promise<Changes | { readonly changesUnknown: ChangesUnknown }> {
  try {
    return await localChanges(args, context);
  } catch (error) {
    if (!isPlinthError(error) || error.exitCode === exitCodes.badInput || args.engine !== "auto") throw error;
    const { code, message, fix, exitCode } = error;
    const isMachine = exitCode === exitCodes.machine;
    return { changesUnknown: { code, message, fix, failed: !isMachine } };
  }
}

function version(): string {
  const text = readFileSync(join(repositoryRoot, "package.json"), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}
