/** `plinth status`: how a stack is. */

import type * as StatusModule from "../../automation/status";
import { exitCodes } from "../../model/errors";
import type { CommonOptions, RegisterCommand } from "../command";
import { paintPhase } from "../phases";
import { formatTable } from "../table";

/**
 * Adds `status [stack]`. It exits with 1 where not every service is healthy. `--json` answers with a `StackStatus`:
 * `{stack, engine: "pulumi" | "compose" | null, healthy, services: [{service, container, image, oneShot, phase, url,
 * exitCode?, reason?}]}`.
 */
export const registerStatus: RegisterCommand = (program, invoke) => {
  program
    .command("status")
    .description("show how each service is; exits with 1 where not all are healthy")
    .argument("[stack]", "name of the stack, as in Pulumi.<stack>.yaml", "dev")
    .action((stack: string, options: CommonOptions) =>
      invoke(options, async ({ terminal: { colours } }) => {
        const { status } = module.require("../../automation/status") as typeof StatusModule;
        const result = await status(stack);
        const rows = result.services.map(({ service, phase, url, exitCode, reason }) => [
          service,
          paintPhase(phase, colours),
          url === null ? "" : colours.cyan(url),
          [exitCode ? `exit code ${exitCode}` : "", reason ?? ""].filter((part) => part !== "").join(", "),
        ]);
        const head = ["SERVICE", "STATE", "URL"].map((title) => colours.bold(title));
        const engine = result.engine === null ? "It is not up." : `It is up under ${result.engine}.`;
        return {
          document: result,
          text: `${formatTable([head, ...rows])}\n\nThe stack ${stack}: ${result.healthy ? "healthy" : "not healthy"}. ${engine}`,
          exitCode: result.healthy ? exitCodes.ok : exitCodes.failed,
        };
      }),
    );
};
