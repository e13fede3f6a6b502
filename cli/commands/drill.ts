/** `plinth drill`: trying whether what is meant for bad days works. */

import type * as AccessModule from "../../automation/drills/access";
import type * as RestoreModule from "../../automation/drills/restore";
import type { RestoreDrillResult } from "../../automation/drills/restore";
import { exitCodes, PlinthError } from "../../model/errors";
import { nearest } from "../../model/nearest";
import type { Colours } from "../colours";
import type { CommonOptions, RegisterCommand } from "../command";
import { secondsOption } from "../options";
import { formatTable } from "../table";

interface DrillOptions extends CommonOptions {
  readonly volumes?: boolean;
  readonly timeout: number;
}

/** The drills there are. */
const drills = ["restore"];

/**
 * Adds `drill restore <stack>`. It exits with 0 where all came back as it was and with 1 where not. `--json` answers with
 * a `RestoreDrillResult`: `{stack, passed, namespace, phases: {backup, restore}, seconds: {backup, wipe, rto, rpo},
 * objects, differences: [{object, path, before, after}], problems, left}`.
 */
export const registerDrill: RegisterCommand = (program, invoke) => {
  program
    .command("drill")
    .description("try a restore on a cluster: back up, delete, restore and compare a namespace of its own")
    .argument("<what>", drills.join(", "))
    .argument("<stack>", "name of the stack, as in Pulumi.<stack>.yaml")
    .option("--volumes", "with data on a volume of the cluster's default class")
    .addOption(secondsOption("--timeout <seconds>", "how long each step may take", 600))
    .action((what: string, stack: string, options: DrillOptions) =>
      invoke(options, async ({ terminal: { colours }, reporter, signal }) => {
        if (!drills.includes(what)) throw unknownDrill(what);
        const { withCluster } = module.require("../../automation/drills/access") as typeof AccessModule;
        const { restoreDrill } = module.require("../../automation/drills/restore") as typeof RestoreModule;
        const context = { reporter, signal };
        const { volumes = false, timeout: timeoutSeconds } = options;
        const result = await withCluster(stack, context, (access) =>
          restoreDrill(access, context, { volumes, timeoutSeconds }),
        );
        return {
          document: { stack, ...result },
          text: describe(result, colours),
          exitCode: result.passed ? exitCodes.ok : exitCodes.failed,
        };
      }),
    );
};

function unknownDrill(what: string): PlinthError {
  const suggestion = nearest(what, drills);
  return new PlinthError("usage", `There is no drill '${what}'.`, {
    fix: `${suggestion === undefined ? "" : `Did you mean \`${suggestion}\`? `}The drills are: ${drills.join(", ")}.`,
  });
}

/** The answer for a person. */
export function describe(result: RestoreDrillResult, colours: Colours): string {
  const { phases, seconds, differences, problems, left, objects, passed } = result;
  const time = (value: number | null): string => (value === null ? "" : `${value.toFixed(1)} s`);
  const steps = formatTable([
    ["STEP", "TIME", "VELERO SAYS"].map((title) => colours.bold(title)),
    ["back up", time(seconds.backup), phases.backup ?? ""],
    ["delete", time(seconds.wipe), ""],
    ["restore, until all runs (RTO)", time(seconds.rto), phases.restore ?? ""],
    ["work lost, from backup to loss (RPO)", time(seconds.rpo), ""],
  ]);
  const table = formatTable([
    ["OBJECT", "FIELD", "BEFORE", "AFTER"].map((title) => colours.bold(title)),
    ...differences.map(({ object, path, before, after }) => [object, path, before ?? "", after ?? ""]),
  ]);
  const verdict = passed
    ? `All ${String(objects)} objects came back as they were.`
    : differences.length === 0
      ? "The drill did not pass."
      : `The drill did not pass: ${String(differences.length)} ${differences.length === 1 ? "difference" : "differences"} in ${String(objects)} objects.`;
  return [steps, ...(differences.length === 0 ? [] : [table]), ...problems, ...left, verdict].join("\n\n");
}
