/** `plinth verify-teardown`: what is left of a stack on AWS. */

import type * as TeardownModule from "../../automation/teardown";
import type { Remain, TeardownResult } from "../../automation/teardown";
import { exitCodes } from "../../model/errors";
import type { Colours } from "../colours";
import type { CommonOptions, RegisterCommand } from "../command";
import { untilAborted } from "../interrupt";
import { formatTable } from "../table";

/**
 * Adds `verify-teardown <stack>`. It exits with 0 where nothing is left and with 1 where something is. `--json` answers
 * with a `TeardownResult`: `{stack, accountId, region, left: [{what, arn, why, remove}], pending: [the same]}`.
 */
export const registerVerifyTeardown: RegisterCommand = (program, invoke) => {
  program
    .command("verify-teardown")
    .description(
      "list by tag what is left in AWS of a stack that was destroyed; exits with 1 where something is",
    )
    .argument("<stack>", "name of the stack, as in Pulumi.<stack>.yaml")
    .action((stack: string, options: CommonOptions) =>
      invoke(options, async ({ terminal: { colours }, signal }) => {
        // The clients of AWS are loaded for this command only.
        const { verifyTeardown } = module.require("../../automation/teardown") as typeof TeardownModule;
        const result = await untilAborted(verifyTeardown(stack), signal);
        return {
          document: result,
          text: describe(result, colours),
          exitCode: result.left.length === 0 ? exitCodes.ok : exitCodes.failed,
        };
      }),
    );
};

function describe({ stack, accountId, region, left, pending }: TeardownResult, colours: Colours): string {
  const place = `the account ${accountId}, ${region}`;
  const what =
    left.length === 0 ? "Nothing is" : left.length === 1 ? "1 thing is" : `${left.length} things are`;
  const verdict = `${what} left of the stack ${stack} in ${place}.`;
  const going = pending.length === 0 ? [] : [`AWS deletes these by itself:\n${tableOf(pending, colours)}`];
  return [...(left.length === 0 ? [] : [tableOf(left, colours)]), ...going, verdict].join("\n\n");
}

function tableOf(remains: readonly Remain[], colours: Colours): string {
  const head = ["WHAT", "ARN", "WHY", "REMOVE IT WITH"].map((title) => colours.bold(title));
  return formatTable([head, ...remains.map(({ what, arn, why, remove }) => [what, arn, why, remove])]);
}
