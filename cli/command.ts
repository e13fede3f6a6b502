/** What every command has in common. */

import type { Command } from "commander";
import { exitCodes, isPlinthError } from "../model/errors";
import type { ExitCode } from "../model/errors";
import { formatError, toPlinthError } from "./errors";
import { abortOnSignals } from "./interrupt";
import { ProgressReporter } from "./progress";
import { Terminal } from "./terminal";

/** Options that every command has. */
export interface CommonOptions {
  /** One JSON document on standard output instead of text. */
  readonly json?: boolean;
  /** Output of other programs, and stacks of errors. */
  readonly verbose?: boolean;
}

/** What a command works with. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly reporter: ProgressReporter;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly json: boolean;
  readonly verbose: boolean;
}

/** What a command answers. */
export interface CommandResult {
  /** The document under `--json`; `undefined` where the command has written all it has to say. */
  readonly document?: unknown;
  /** The answer for a person. */
  readonly text?: string;
  /** @default 0 */
  readonly exitCode?: ExitCode;
}

/** Carries a command out: options, then the work. */
export type Invoke = (
  options: CommonOptions,
  work: (context: CommandContext) => Promise<CommandResult>,
) => Promise<void>;

/** Adds one command to the program. */
export type RegisterCommand = (program: Command, invoke: Invoke) => void;

/** Prints an error in the form asked for and returns its exit code. */
export function reportError(thrown: unknown, options: CommonOptions, terminal = new Terminal()): ExitCode {
  const error = toPlinthError(thrown);
  const verbose = options.verbose === true;
  if (options.json === true) terminal.result(JSON.stringify({ error: error.toJSON() }, undefined, 2));
  terminal.say(formatError(error, terminal.sideColours, verbose));
  return error.exitCode;
}

/** Runs a command's work, prints its answer or its error, and sets the exit code. */
export const invoke: Invoke = async (options, work) => {
  const terminal = new Terminal();
  const reporter = new ProgressReporter(terminal, options.verbose === true);
  const signal = abortOnSignals(() => reporter.note("Stopping; press Ctrl-C again to leave at once."));
  const json = options.json === true;
  try {
    const result = await work({ terminal, reporter, signal, json, verbose: options.verbose === true });
    reporter.close();
    if (json && result.document !== undefined) terminal.result(JSON.stringify(result.document, undefined, 2));
    if (!json && result.text !== undefined && result.text !== "") terminal.result(result.text);
    process.exitCode = result.exitCode ?? exitCodes.ok;
  } catch (error) {
    reporter.close();
    // An interrupted program fails in many ways; the interruption is what the user did.
    const isSaid = isPlinthError(error) && error.code === "interrupted";
    process.exitCode = reportError(signal.aborted && !isSaid ? signal.reason : error, options, terminal);
  }
};
