/** `plinth preview`: what `up` would change. */

import type * as PreviewModule from "../../automation/preview";
import type { CommonOptions, RegisterCommand } from "../command";
import { Option } from "commander";
import { engineRequests } from "../../automation/engine/choose";
import type { EngineRequest } from "../../automation/engine/choose";
import type { PreviewResult } from "../../automation/preview";
import { formatTable } from "../table";
import type { Colours } from "../colours";

interface PreviewOptions extends CommonOptions {
  readonly engine: EngineRequest;
}

/**
 * Adds `preview <stack>`. `--json` answers with a `PreviewResult`: `{stack, engine: {name, version, reason}, changes:
 * [{name, type, action}], summary: {<action>: count}}`.
 */
export const registerPreview: RegisterCommand = (program, invoke) => {
  program
    .command("preview")
    .description("show what `up` would change, and change nothing")
    .argument("<stack>", "name of the stack, as in Pulumi.<stack>.yaml")
    .addOption(new Option("--engine <engine>", "what works it out").choices(engineRequests).default("auto"))
    .action((stack: string, options: PreviewOptions) =>
      invoke(options, async ({ reporter, signal, terminal }) => {
        const { preview } = module.require("../../automation/preview") as typeof PreviewModule;
        const result = await preview({ stack, engine: options.engine }, { reporter, signal });
        return { document: result, text: formatPreview(result, terminal.colours) };
      }),
    );
};

const marks: Readonly<Record<string, string>> = { create: "+", delete: "-", keep: " ", same: " " };

function formatPreview({ changes, summary }: PreviewResult, colours: Colours): string {
  const paint = (action: string): ((text: string) => string) =>
    action === "create"
      ? colours.green
      : action === "delete"
        ? colours.red
        : action === "keep" || action === "same"
          ? colours.dim
          : colours.yellow;
  const rows = changes.map(({ name, type, action }) =>
    [marks[action] ?? "~", action, name, type].map((cell) => paint(action)(cell)),
  );
  const counts = Object.entries(summary).map(([action, count]) => `${count} to ${action}`);
  return [
    ...(rows.length === 0 ? [] : [formatTable(rows), ""]),
    `${counts.join(", ") || "nothing to do"}.`,
  ].join("\n");
}
