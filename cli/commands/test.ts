/** `plinth test`: everything that CI runs. */

import type * as TestingOutcomeModule from "../../automation/testing/outcome";
import type * as TestingPartsModule from "../../automation/testing/parts";
import type * as TestingRunPartsModule from "../../automation/testing/run-parts";
import { Option } from "commander";
import { engineRequests } from "../../automation/engine/choose";
import type { EngineRequest } from "../../automation/engine/choose";
import type { TestResult } from "../../automation/testing/run-parts";
import { exitCodes } from "../../model/errors";
import type { CommonOptions, RegisterCommand } from "../command";

interface TestOptions extends CommonOptions {
  readonly only?: string;
  readonly engine: EngineRequest;
}

/**
 * Adds `test`. Its last line on standard output is `N passed, N failed, N skipped`; it exits with 1 where something
 * failed. `--json` answers with a `TestResult`: `{passed, failed, skipped: [{what, reason}], failures, parts: [{part,
 * passed, failed, skipped, failures, seconds}], seconds}`.
 */
export const registerTest: RegisterCommand = (program, invoke) => {
  program
    .command("test")
    .description("run every check and test of the repository")
    .option("--only <parts>", "run only these parts, separated by commas")
    .addOption(
      new Option("--engine <engine>", "what the end-to-end tests bring stacks up with")
        .choices(engineRequests)
        .default("compose"),
    )
    .action((options: TestOptions) =>
      invoke(options, async ({ terminal, signal }) => {
        const { testParts } = module.require("../../automation/testing/parts") as typeof TestingPartsModule;
        const { runParts, selectParts } = module.require(
          "../../automation/testing/run-parts",
        ) as typeof TestingRunPartsModule;
        const names = options.only?.split(",").map((name) => name.trim());
        const result = await runParts(selectParts(testParts, names), {
          write: (line) => terminal.say(line),
          signal,
          engine: options.engine,
        });
        return {
          document: result,
          text: formatResult(result),
          exitCode: result.failed === 0 ? exitCodes.ok : exitCodes.failed,
        };
      }),
    );
};

function formatResult(result: TestResult): string {
  const { summaryLine } = module.require("../../automation/testing/outcome") as typeof TestingOutcomeModule;
  return [
    "",
    ...result.skipped.map(({ what, reason }) => `skipped: ${what}: ${reason}`),
    ...result.failures.map((failure) => `failed: ${failure}`),
    summaryLine(result),
  ].join("\n");
}
