/** Commands whose first word says what to do: `render up`, `keys create`. */

import type { Command } from "commander";
import { PlinthError } from "../model/errors";
import { nearest } from "../model/nearest";
import { counted } from "../model/units";
import type { CommandContext, CommandResult, CommonOptions, Invoke } from "./command";

/** One action of a command. Its work is loaded when it is asked for. */
export interface Action<Options extends CommonOptions> {
  /** Options that it has, by their names in code; all others are refused. */
  readonly options: readonly string[];
  /** Fewest and most words that it takes. */
  readonly words: readonly [number, number];
  readonly run: (
    words: readonly string[],
    options: Options,
    context: CommandContext,
  ) => CommandResult | Promise<CommandResult>;
}

/** Actions, by the word that asks for them. */
export type Actions<Options extends CommonOptions> = Readonly<Record<string, Action<Options>>>;

/** A command and what it can do. */
export interface ActionSet<Options extends CommonOptions> {
  readonly command: string;
  readonly actions: Actions<Options>;
  /** What the words after the action are, in the singular. */
  readonly noun: string;
}

/**
 * Adds a command that has actions; its options are added to what this returns.
 *
 * @param words what the words after the action are, for the help.
 */
export function addActionCommand<Options extends CommonOptions>(
  program: Command,
  invoke: Invoke,
  set: ActionSet<Options>,
  { description, words }: { readonly description: string; readonly words: string },
): Command {
  return program
    .command(set.command)
    .description(description)
    .argument("<action>", Object.keys(set.actions).join(", "))
    .argument(`[${set.noun}s...]`, words)
    .action((name: string, given: string[], options: Options) =>
      invoke(options, (context) => runAction(set, name, { words: given, options, context })),
    );
}

/** What was given behind the action. */
interface Given<Options extends CommonOptions> {
  readonly words: readonly string[];
  readonly options: Options;
  readonly context: CommandContext;
}

/**
 * Does what the action's word says.
 *
 * @throws PlinthError usage for an action that there is not, a number of words that it does not take, or an option that
 *   it does not have; what the action throws.
 */
async function runAction<Options extends CommonOptions>(
  set: ActionSet<Options>,
  name: string,
  given: Given<Options>,
): Promise<CommandResult> {
  const action = find(set, name);
  check(set, name, action, given);
  return action.run(given.words, given.options, given.context);
}

function find<Options extends CommonOptions>(
  { command, actions }: ActionSet<Options>,
  name: string,
): Action<Options> {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action !== undefined) return action;
  const suggestion = nearest(name, Object.keys(actions));
  throw new PlinthError("usage", `There is no action '${name}' of ${command}.`, {
    fix: `${suggestion === undefined ? "" : `Did you mean \`${suggestion}\`? `}The actions are: ${Object.keys(actions).join(", ")}.`,
  });
}

function check<Options extends CommonOptions>(
  { command, noun }: ActionSet<Options>,
  name: string,
  action: Action<Options>,
  { words, options }: Given<Options>,
): void {
  const [least, most] = action.words;
  if (words.length < least || words.length > most)
    throw new PlinthError(
      "usage",
      `${command} ${name} takes ${wordsOf(least, most, noun)}, not ${words.length}.`,
      {
        fix: `Run \`./plinth help ${command}\` for what is allowed.`,
      },
    );
  const other = Object.keys(options).find(
    (option) => option !== "json" && option !== "verbose" && !action.options.includes(option),
  );
  if (other !== undefined)
    throw new PlinthError("usage", `${command} ${name} has no option --${dashed(other)}.`, {
      fix: `Leave it out; \`./plinth help ${command}\` shows the options.`,
    });
}

function wordsOf(least: number, most: number, noun: string): string {
  if (most === 0) return `no ${noun}s`;
  return least === most ? counted(most, noun) : `${least} to ${counted(most, noun)}`;
}

/** An option's name on the command line. */
function dashed(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
