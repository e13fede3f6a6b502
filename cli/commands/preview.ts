/** `plinth preview`: what the policies say of a program, and what `up` would change of a local stack. */

import { writeFileSync } from "node:fs";
import type * as PreviewModule from "../../automation/preview";
import type { CommandContext, CommandResult, CommonOptions, RegisterCommand } from "../command";
import { Option } from "commander";
import { engineRequests } from "../../automation/engine/choose";
import type { EngineRequest } from "../../automation/engine/choose";
import { profileNames } from "../../automation/policy/profiles";
import type { ProfileName } from "../../automation/policy/profiles";
import type { PreviewResult } from "../../automation/preview";
import type * as ReportModule from "../../automation/report";
import { exitCodes, isPlinthError, PlinthError } from "../../model/errors";
import type { ExitCode } from "../../model/errors";
import { formatChanges } from "../changes";
import type { Colours } from "../colours";
import { outputOptions, outputsOf } from "../outputs";
import type { OutputOptions, Outputs } from "../outputs";

interface PreviewOptions extends Omit<CommonOptions, "json">, OutputOptions {
  readonly program?: string;
  readonly engine: EngineRequest;
  readonly profile?: ProfileName;
  readonly policyConfig?: string;
  readonly waivers?: string;
}

/** Adds `preview [stack]`. `--json` answers with the document that docs/reference/preview.md describes. */
export const registerPreview: RegisterCommand = (program, invoke) => {
  const command = program
    .command("preview")
    .description("evaluate a program without a cloud and judge it by the policies; nothing is changed")
    .argument("[stack]", "name of the stack; not needed where --program has only one")
    .option("--program <folder>", "folder of another Pulumi program in TypeScript or JavaScript");
  for (const option of outputOptions) command.addOption(option);
  command
    .addOption(new Option("--profile <name>", "which rules are at work").choices(profileNames))
    .option("--policy-config <file>", "levels and settings of rules, over the profile")
    .option("--waivers <file>", "findings that are accepted; in place of waivers.yaml beside Pulumi.yaml")
    .addOption(
      new Option("--engine <engine>", "what works the changes out").choices(engineRequests).default("auto"),
    )
    .action((stack: string | undefined, options: PreviewOptions) => {
      const outputs = outputsOf(options);
      return invoke({ ...options, json: outputs.shown === "json" }, (context) =>
        answer(stack, options, outputs, context),
      );
    });
};

async function answer(
  stack: string | undefined,
  options: PreviewOptions,
  { shown, files }: Outputs,
  context: CommandContext,
): Promise<CommandResult> {
  const { report } = module.require("../../automation/report") as typeof ReportModule;
  const result = await evaluate(stack, options, context);
  for (const { path, format } of files) {
    write(path, report(format, result));
    context.reporter.note(`Wrote ${path} (${format}).`);
  }
  const { colours } = context.terminal;
  const text =
    shown === "table"
      ? [changesText(result.document, colours), report("table", result, colours)].filter(Boolean).join("\n\n")
      : report(shown, result);
  return { document: result.document, text, exitCode: exitCodeOf(result.document) };
}

/** A preview that cannot be worked out is never mistaken for one that denies. */
async function evaluate(
  stack: string | undefined,
  { program, engine, profile, policyConfig, waivers }: PreviewOptions,
  { reporter, signal }: CommandContext,
): Promise<PreviewResult> {
  const { preview } = module.require("../../automation/preview") as typeof PreviewModule;
  try {
    return await preview({ stack, program, engine, profile, policyConfig, waivers }, { reporter, signal });
  } catch (error) {
    if (signal.aborted || (isPlinthError(error) && error.exitCode !== exitCodes.failed)) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new PlinthError("preview-failed", `The preview failed: ${message}`, {
      cause: error,
      ...(isPlinthError(error) && { details: error.details, fix: error.fix }),
    });
  }
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new PlinthError("usage", `The file ${path} cannot be written: ${(error as Error).message}`, {
      fix: "Give --out a path in a folder that exists and that you may write to.",
      cause: error,
    });
  }
}

function changesText(document: PreviewResult["document"], colours: Colours): string {
  const { changes, summary, changesUnknown } = document;
  if (changes !== undefined && summary !== undefined) return formatChanges({ changes, summary }, colours);
  if (changesUnknown === undefined) return "";
  const { message, fix } = changesUnknown;
  return [`What \`up\` would change is not known: ${message}`, `Fix: ${fix}`].join("\n");
}

function exitCodeOf({ denied, changesUnknown }: PreviewResult["document"]): ExitCode {
  if (denied) return exitCodes.failed;
  return changesUnknown?.failed === true ? exitCodes.badInput : exitCodes.ok;
}
