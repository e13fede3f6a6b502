/** `plinth logs`: what the services have written. */

import type * as LogsModule from "../../automation/logs";
import { exitCodes } from "../../model/errors";
import type { LogLine } from "../../automation/logs";
import type { CommandContext, CommonOptions, RegisterCommand } from "../command";
import { wholeNumberOption } from "../options";

interface LogsOptions extends CommonOptions {
  readonly stack: string;
  readonly follow?: boolean;
  readonly tail?: number;
}

/**
 * Adds `logs [service]`. `--json` answers `{"lines": [{service, time, text}]}`; with `--follow`, which has no end, one
 * such line object per line of output instead.
 */
export const registerLogs: RegisterCommand = (program, invoke) => {
  program
    .command("logs")
    .description("show what a service, or every service, has written")
    .argument("[service]", "name of the service; all of them where it is left out")
    .option("--stack <stack>", "name of the stack, as in Pulumi.<stack>.yaml", "dev")
    .option("--follow", "go on showing what is written, until Ctrl-C")
    .addOption(wholeNumberOption("--tail <lines>", "show only so many of the last lines of each service", 0))
    .action((service: string | undefined, options: LogsOptions) =>
      invoke(options, async (context) => {
        const { followLogs, readLogs } = module.require("../../automation/logs") as typeof LogsModule;
        const { stack, tail } = options;
        const args = {
          stack,
          ...(service === undefined ? {} : { service }),
          ...(tail === undefined ? {} : { tailLines: tail }),
        };
        const write = lineWriter(context, service === undefined);
        if (options.follow === true) {
          await followLogs(args, context.signal, write);
          return { exitCode: context.signal.aborted ? exitCodes.interrupted : exitCodes.ok };
        }
        const lines = await readLogs(args);
        if (!context.json) for (const line of lines) write(line);
        return { document: { lines } };
      }),
    );
};

/** Writes lines as they come, each with its service in front where there are several. */
function lineWriter({ json, terminal }: CommandContext, named: boolean): (line: LogLine) => void {
  const { cyan } = terminal.colours;
  return (line) => {
    if (json) terminal.result(JSON.stringify(line));
    else terminal.result(named ? `${cyan(line.service)}  ${line.text}` : line.text);
  };
}
