/** `plinth help`: the commands, or one command's options. */

import type { Command } from "commander";
import { PlinthError } from "../../model/errors";
import { nearest } from "../../model/nearest";
import type { CommonOptions, RegisterCommand } from "../command";

/** What `help --json` says about a command. */
interface CommandHelp {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly options: readonly { readonly flags: string; readonly description: string }[];
}

/** Adds `help [command]`; `--json` answers `{"commands": [{name, summary, usage, options: [{flags, description}]}]}`. */
export const registerHelp: RegisterCommand = (program, invoke) => {
  program
    .command("help")
    .description("show the commands, or the options of one")
    .argument("[command]", "name of a command")
    .action((name: string | undefined, options: CommonOptions) =>
      invoke(options, () => {
        const command = name === undefined ? undefined : find(program, name);
        const described = command === undefined ? program.commands : [command];
        return Promise.resolve({
          document: { commands: described.map(describe) },
          text: (command ?? program).helpInformation() + (command === undefined ? exitCodeHelp : ""),
        });
      }),
    );
};

/** Closing lines of the general help. */
export const exitCodeHelp =
  "\nExit codes: 0 done, 1 failed, 2 bad input, 3 machine not ready, 4 state unusable, 130 interrupted.\n";

function find(program: Command, name: string): Command {
  const names = program.commands.map((command) => command.name());
  const command = program.commands[names.indexOf(name)];
  if (command !== undefined) return command;
  const suggestion = nearest(name, names);
  throw new PlinthError("usage", `There is no command '${name}'.`, {
    fix: `${suggestion === undefined ? "" : `Did you mean \`${suggestion}\`? `}The commands are: ${names.join(", ")}.`,
  });
}

function describe(command: Command): CommandHelp {
  return {
    name: command.name(),
    summary: command.description(),
    usage: `plinth ${command.name()} ${command.usage()}`,
    options: command.options.map(({ flags, description }) => ({ flags, description })),
  };
}
