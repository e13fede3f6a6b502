/** The program: its commands, and how a wrong command line is answered. */

import { Command } from "commander";
import type { CommanderError } from "commander";
import { PlinthError } from "../model/errors";
import { nearest } from "../model/nearest";
import { invoke } from "./command";
import type { RegisterCommand } from "./command";
import { registerDown } from "./commands/down";
import { registerDrill } from "./commands/drill";
import { registerEnv } from "./commands/env";
import { exitCodeHelp, registerHelp } from "./commands/help";
import { registerKeys } from "./commands/keys";
import { registerLogs } from "./commands/logs";
import { registerModels } from "./commands/models";
import { registerOutputs } from "./commands/outputs";
import { registerPreview } from "./commands/preview";
import { registerRender } from "./commands/render";
import { registerStatus } from "./commands/status";
import { registerTest } from "./commands/test";
import { registerUp } from "./commands/up";
import { registerVerifyTeardown } from "./commands/verify-teardown";

/** Every command, in the order in which the help lists them. */
const commands: readonly RegisterCommand[] = [
  registerUp,
  registerDown,
  registerStatus,
  registerLogs,
  registerPreview,
  registerOutputs,
  registerVerifyTeardown,
  registerDrill,
  registerRender,
  registerKeys,
  registerModels,
  registerTest,
  registerEnv,
  registerHelp,
];

/** Builds the program with all its commands. */
export function createProgram(): Command {
  const program = new Command("plinth")
    .description("One Pulumi program under an AI platform: a Compose stack on a laptop, EKS on AWS.")
    .helpCommand(false)
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({ writeErr: () => undefined })
    .addHelpText("after", exitCodeHelp);
  for (const register of commands) register(program, invoke);
  for (const command of program.commands)
    command
      .option("--json", "answer with one JSON document on standard output")
      .option("--verbose", "show what other programs print, and stacks of errors");
  return program;
}

/** A mistake on the command line as an error of ours, with the nearest thing that exists. */
export function usageError(error: CommanderError, program: Command, args: readonly string[]): PlinthError {
  const message = error.message.replace(/^error: /, "").replace(/\.$/, "");
  const command = commandOf(program, args);
  const given = /'([^' ]+)/.exec(message)?.[1] ?? "";
  const known =
    error.code === "commander.unknownOption"
      ? [...(command ?? program).options.map((option) => option.long ?? ""), "--help"]
      : error.code === "commander.unknownCommand"
        ? program.commands.map((one) => one.name())
        : [];
  const suggestion = nearest(given, known);
  const which = command === undefined ? "help" : `help ${command.name()}`;
  const fix = suggestion === undefined ? "" : `Did you mean \`${suggestion}\`? `;
  return new PlinthError("usage", `${message.charAt(0).toUpperCase()}${message.slice(1)}.`, {
    fix: `${fix}Run \`./plinth ${which}\` for what is allowed.`,
  });
}

function commandOf(program: Command, args: readonly string[]): Command | undefined {
  const word = args.find((arg) => !arg.startsWith("-"));
  return program.commands.find((command) => command.name() === word);
}

/** True where commander ends a run that went well, such as `--help`. */
export function isGoodEnd(error: CommanderError): boolean {
  return error.exitCode === 0;
}
