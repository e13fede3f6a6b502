/** `plinth keys`: who may ask a router, for what and how much. */

import { Option } from "commander";
import { addActionCommand } from "../actions";
import type { Actions } from "../actions";
import type { RegisterCommand } from "../command";
import { amountOption, listOption, spanOption, wholeNumberOption } from "../options";
import type * as KeysModule from "../router/keys";
import type { KeysOptions } from "../router/keys";
import { addDoorOptions, doorOptionNames } from "../router/options";

/** When a budget begins anew. */
const periods = ["day", "month", "total"];

/** The work is loaded when it is asked for. */
const work = (): typeof KeysModule => module.require("../router/keys") as typeof KeysModule;

const limits = [
  ...["tenant", "models", "requestsPerMinute", "tokensPerMinute"],
  ...["budget", "period", "expires"],
];

const actions: Actions<KeysOptions> = {
  list: {
    options: doorOptionNames,
    words: [0, 0],
    run: (_words, options, context) => work().listKeys(options, context),
  },
  create: {
    options: [...doorOptionNames, ...limits],
    words: [1, 1],
    run: ([name = ""], options, context) => work().createKey(name, options, context),
  },
  show: {
    options: doorOptionNames,
    words: [1, 1],
    run: ([key = ""], options, context) => work().showKey(key, options, context),
  },
  revoke: {
    options: doorOptionNames,
    words: [1, 1],
    run: ([key = ""], options, context) => work().revokeKey(key, options, context),
  },
  rotate: {
    options: [...doorOptionNames, "grace"],
    words: [1, 1],
    run: ([key = ""], options, context) => work().rotateKey(key, options, context),
  },
};

/** Adds `keys <action>`; the documents of the actions are in docs/cli.md. */
export const registerKeys: RegisterCommand = (program, invoke) => {
  const command = addActionCommand(
    program,
    invoke,
    { command: "keys", actions, noun: "name" },
    {
      description: "make, list, rotate and revoke the keys of a router's clients",
      words: "name of a key, or its id",
    },
  );
  addDoorOptions(command)
    .option("--tenant <tenant>", "create: whose key it is")
    .addOption(listOption("--models <models>", "create: models and patterns that it is for, by commas"))
    .addOption(wholeNumberOption("--requests-per-minute <number>", "create: most requests in a minute", 1))
    .addOption(wholeNumberOption("--tokens-per-minute <number>", "create: most tokens in a minute", 1))
    .addOption(amountOption("--budget <dollars>", "create: most US dollars, by the registry's prices"))
    .addOption(
      new Option("--period <period>", "create: when the budget begins anew, in UTC").choices(periods),
    )
    .addOption(spanOption("--expires <span>", "create: how long it works, such as 30d or 12h"))
    .addOption(spanOption("--grace <span>", "rotate: how long the old key goes on working"));
};
