/** `plinth down`: takes a stack down, and with `--volumes` deletes its data. */

import type * as DownModule from "../../automation/down";
import { createInterface } from "node:readline/promises";
import { PlinthError } from "../../model/errors";
import type { CommandContext, CommonOptions, RegisterCommand } from "../command";

interface DownOptions extends CommonOptions {
  readonly volumes?: boolean;
  readonly yes?: boolean;
}

/**
 * Adds `down [stack]`. `--json` answers with a `DownResult`: `{stack, engine: "pulumi" | "compose" | null, removed:
 * [container names], dataDir, dataDeleted, dataKept, seconds}`.
 */
export const registerDown: RegisterCommand = (program, invoke) => {
  program
    .command("down")
    .description("take a stack down; its data is kept")
    .argument("[stack]", "name of the stack, as in Pulumi.<stack>.yaml", "dev")
    .option("--volumes", "delete the stack's data folder too, with all secrets")
    .option("--yes", "do not ask before deleting")
    .action((stack: string, options: DownOptions) =>
      invoke(options, async (context) => {
        const { down, dataToDelete } = module.require("../../automation/down") as typeof DownModule;
        const deleteData = options.volumes === true;
        const folder = deleteData ? dataToDelete(stack) : undefined;
        if (folder !== undefined && options.yes !== true) await confirm(folder, context);
        const result = await down({ stack, deleteData }, context);
        const done =
          result.engine === null ? `The stack ${stack} was not up.` : `The stack ${stack} is down.`;
        const data = result.dataDeleted
          ? ` Its data in ${result.dataDir} is deleted.`
          : result.dataKept
            ? ` Its data is kept in ${result.dataDir}.`
            : "";
        return { document: result, text: `${done}${data}` };
      }),
    );
};

/** Asks whether the folder may go; without somebody to ask, `--yes` is needed. */
async function confirm(folder: string, { json, signal }: CommandContext): Promise<void> {
  if (json || process.stdin.isTTY !== true || process.stderr.isTTY !== true)
    throw new PlinthError(
      "usage",
      `--volumes deletes ${folder} with all data and secrets, and nobody can be asked here.`,
      {
        fix: "Add --yes if that is what you want.",
      },
    );
  const questions = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await questions.question(
      `Delete ${folder} with all data and secrets of the stack? [y/N] `,
      { signal },
    );
    if (!/^y(es)?$/i.test(answer.trim()))
      throw new PlinthError("interrupted", "Nothing was changed.", {
        fix: "Leave --volumes out to keep the data.",
      });
  } finally {
    questions.close();
  }
}
