/** A preview: what a program registers, what the policies say of it, and what bringing a local stack up would change. */

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Target } from "../model/config";
import { exitCodes, isPlinthError, PlinthError } from "../model/errors";
import type * as ChangesModule from "./changes";
import type { Changes, ChangesArgs } from "./changes";
import type { EngineRequest } from "./engine/choose";
import type * as StackModule from "./local/stack";
import type { OperationContext } from "./operation";
import { repositoryRoot } from "./paths";
import { plan } from "./plan";
import { compatibilityFindings, compatibilityRules } from "./plan/compatibility";
import { readProject } from "./plan/project";
import { costOf } from "./policy/cost";
import { judge } from "./policy/judge";
import type { ProfileName } from "./policy/profiles";
import { plainConfig, withStackConfig } from "./policy/stack-config";
import { previewDocument } from "./report/document";
import type { ChangesUnknown } from "./report/document";
import type { ReportSource } from "./report";

/** What to preview, and how to judge it. */
export interface PreviewArgs {
  /** Name of the stack. @default the only one that the other program has a file for */
  readonly stack?: string | undefined;
  /** Folder of the Pulumi program. @default this repository's own program */
  readonly program?: string | undefined;
  /** What works the changes of a local stack out. */
  readonly engine: EngineRequest;
  /** @default local for a stack of the target compose, strict for one of eks, baseline for other programs */
  readonly profile?: ProfileName | undefined;
  /** Config of the policies, laid over the profile. @default none */
  readonly policyConfig?: string | undefined;
  /** File of waivers. @default waivers.yaml in the program's folder, where it is there */
  readonly waivers?: string | undefined;
}

/** The answer, and what reports are written from beside it. */
export type PreviewResult = ReportSource;

/**
 * Evaluates the program without a cloud and judges it. For a local stack of this repository, it also works out what
 * `up` would change; where that cannot be had because an engine does not answer, the answer says why.
 *
 * @throws PlinthError for a wrong config, a program that gives no plan, and what the policies are given and cannot use.
 */
export async function preview(args: PreviewArgs, context: OperationContext): Promise<PreviewResult> {
  const program = args.program === undefined ? repositoryRoot : resolve(args.program);
  const stack = args.stack ?? onlyStack(args.program);
  const target = args.program === undefined ? localStack().loadStackConfig(stack).target : undefined;
  const isLocal = target === "compose";
  // Both take seconds and neither waits for the other. A wrong config is told best by who reads it first.
  const [changes, planned] = await Promise.allSettled([
    isLocal ? changesOrReason({ stack, engine: args.engine }, context) : Promise.resolve({}),
    plan({ program, stack }, context),
  ]);
  context.signal.throwIfAborted();
  if (changes.status === "rejected") throw changes.reason;
  if (planned.status === "rejected") throw planned.reason;
  const config = plainConfig(planned.value);
  const judgement = await withStackConfig(config, () =>
    judge(planned.value, {
      profile: args.profile ?? profileOf(target),
      policyConfig: args.policyConfig,
      waivers: args.waivers,
      beside: [{ rules: compatibilityRules, judge: compatibilityFindings }],
    }),
  );
  const cost = costOf(planned.value, judgement.config, config);
  const document = { ...previewDocument(planned.value, judgement, cost), ...changes.value };
  return { plan: planned.value, document, rules: judgement.rules, version: version() };
}

/** The profile of a stack of this repository by its target, and of another program. */
function profileOf(target: Target | undefined): ProfileName {
  if (target === undefined) return "baseline";
  return target === "compose" ? "local" : "strict";
}

/** @throws PlinthError usage where nobody can know which stack is meant. */
function onlyStack(program: string | undefined): string {
  if (program === undefined) {
    throw new PlinthError("usage", "Missing required argument 'stack'.", {
      fix: `The stacks are: ${localStack().stackNames().join(", ")}. Run \`./plinth help preview\` for what is allowed.`,
    });
  }
  const names = localStack().stackNames(readProject(program).stackFolder);
  const [only, ...more] = names;
  if (only !== undefined && more.length === 0) return only;
  // A program without files for its stacks has no config, and any name does.
  if (only === undefined) return "dev";
  throw new PlinthError(
    "usage",
    `The program in ${program} has ${names.length} stacks, and none was asked for.`,
    {
      fix: `Name one of them: ${names.join(", ")}.`,
    },
  );
}

/** A machine without a running engine can still say what the policies say; an engine that was asked for by name must do. */
async function changesOrReason(
  args: ChangesArgs,
  context: OperationContext,
): Promise<Changes | { readonly changesUnknown: ChangesUnknown }> {
  try {
    // Other programs than the local stack's have no use for what it takes to load.
    const { localChanges } = module.require("./changes") as typeof ChangesModule;
    return await localChanges(args, context);
  } catch (error) {
    if (!isPlinthError(error) || error.exitCode === exitCodes.badInput || args.engine !== "auto") throw error;
    const { code, message, fix, exitCode } = error;
    const isMachine = exitCode === exitCodes.machine;
    return { changesUnknown: { code, message, fix, failed: !isMachine } };
  }
}

/** Reading the config of this repository's own stacks; other programs have no use for what it takes to load. */
function localStack(): typeof StackModule {
  return module.require("./local/stack") as typeof StackModule;
}

function version(): string {
  const text = readFileSync(join(repositoryRoot, "package.json"), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}
