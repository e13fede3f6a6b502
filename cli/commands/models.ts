/** `plinth models`: the models of a router, and the servers behind them. */

import { addActionCommand } from "../actions";
import type { Action, Actions } from "../actions";
import type { CommandContext, CommandResult, RegisterCommand } from "../command";
import { listOption, repeatableOption } from "../options";
import type * as ModelsModule from "../router/models";
import type { ModelsOptions } from "../router/models";
import { addDoorOptions, doorOptionNames } from "../router/options";

/** The work is loaded when it is asked for. */
const work = (): typeof ModelsModule => module.require("../router/models") as typeof ModelsModule;

/** An action on one model or backend. */
function one(
  more: readonly string[],
  run: (name: string, options: ModelsOptions, context: CommandContext) => Promise<CommandResult>,
): Action<ModelsOptions> {
  return {
    options: [...doorOptionNames, ...more],
    words: [1, 1],
    run: ([name = ""], options, context) => run(name, options, context),
  };
}

const actions: Actions<ModelsOptions> = {
  list: {
    options: doorOptionNames,
    words: [0, 0],
    run: (_words, options, context) => work().listModels(options, context),
  },
  show: one([], (name, ...rest) => work().showModel(name, ...rest)),
  add: one(["target", "strategy", "fallbacks", "file"], (name, ...rest) => work().addModel(name, ...rest)),
  remove: one([], (name, ...rest) => work().removeEntry("models", name, ...rest)),
  "add-backend": one(["kind", "backendUrl", "keyVariable"], (name, ...rest) =>
    work().addBackend(name, ...rest),
  ),
  "remove-backend": one([], (name, ...rest) => work().removeEntry("backends", name, ...rest)),
};

/** Adds `models <action>`; the documents of the actions are in docs/cli.md. */
export const registerModels: RegisterCommand = (program, invoke) => {
  const command = addActionCommand(
    program,
    invoke,
    { command: "models", actions, noun: "name" },
    {
      description: "list, add and remove the models of a router, and the servers behind them",
      words: "name of a model or a backend",
    },
  );
  addDoorOptions(command)
    .addOption(
      repeatableOption("--target <backend/model>", "add: a place that serves it; may be repeated, in order"),
    )
    .option("--strategy <strategy>", "add: how its targets are ordered, such as cost")
    .addOption(listOption("--fallbacks <models>", "add: models to ask when all targets fail, by commas"))
    .option("--file <file>", "add: YAML with the whole model, as a registry file has it")
    .option("--kind <kind>", "add-backend: what it speaks, such as openai-compatible")
    .option("--backend-url <url>", "add-backend: its base URL")
    .option("--key-variable <name>", "add-backend: the router's environment variable with its key");
};
