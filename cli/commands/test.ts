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
  /** True where the option stands without a value. */
  readonly engine: EngineRequest | true;
  readonly cluster?: true;
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
      new Option(
        "--engine [engine]",
        "what the end-to-end tests bring stacks up with; without a value, only the tests on the real Pulumi engine",
      )
        .choices(engineRequests)
        .default("compose"),
    )
    .option("--cluster", "only the tests on a real Kubernetes API server, or these too")
    .action((options: TestOptions) =>
      invoke(options, async ({ terminal, signal }) => {
        const { testParts } = module.require("../../automation/testing/parts") as typeof TestingPartsModule;
        const { runParts, selectParts } = module.require(
          "../../automation/testing/run-parts",
        ) as typeof TestingRunPartsModule;
        const engine = options.engine === true ? "pulumi" : options.engine;
        const result = await runParts(selectParts(testParts, partNames(options)), {
          write: (line) => terminal.say(line),
          signal,
          engine,
        });
        return {
          document: result,
          text: formatResult(result),
          exitCode: result.failed === 0 ? exitCodes.ok : exitCodes.failed,
        };
      }),
    );
};

/** The parts that were asked for; every part where none was. */
function partNames({ only, engine, cluster }: TestOptions): string[] | undefined {
  const named = only?.split(",").map((name) => name.trim()) ?? (engine === true ? ["engine"] : []);
  const all = cluster === true ? [...named, "cluster"] : named;
  return all.length > 0 ? all : undefined;
}

function formatResult(result: TestResult): string {
  const { summaryLine } = module.require("../../automation/testing/outcome") as typeof TestingOutcomeModule;
  return [
    "",
    ...result.skipped.map(({ what, reason }) => `skipped: ${what}: ${reason}`),
    ...result.failures.map((failure) => `failed: ${failure}`),
    summaryLine(result),
  ].join("\n");
}
