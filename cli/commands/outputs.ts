/** `plinth outputs`: what a stack on AWS tells those that build on it. */

import type * as OutputsModule from "../../automation/outputs";
import type { StackOutputs } from "../../automation/outputs";
import type { CommonOptions, RegisterCommand } from "../command";
import { formatTable } from "../table";

interface OutputsOptions extends CommonOptions {
  readonly showSecrets?: boolean;
}

/**
 * Adds `outputs <stack>`. `--json` answers `{stack, outputs: {<name>: <value>}}`; a secret is `"[secret]"` unless
 * `--show-secrets` is given.
 */
export const registerOutputs: RegisterCommand = (program, invoke) => {
  program
    .command("outputs")
    .description("show the outputs of a stack on AWS")
    .argument("<stack>", "name of the stack, as in Pulumi.<stack>.yaml")
    .option("--show-secrets", "show secrets too, such as the kubeconfig")
    .action((stack: string, options: OutputsOptions) =>
      invoke(options, async (context) => {
        const { readOutputs } = module.require("../../automation/outputs") as typeof OutputsModule;
        const outputs = shown(await readOutputs(stack, context), options.showSecrets === true);
        const rows = Object.entries(outputs).flatMap(([name, value]) => rowsOf(name, value));
        return { document: { stack, outputs }, text: formatTable(rows) };
      }),
    );
};

/** The outputs as plain data. */
function shown(outputs: StackOutputs, showSecrets: boolean): Readonly<Record<string, unknown>> {
  const { kubeconfig, ...rest } = outputs;
  const plain: Record<string, unknown> = {
    kubeconfig: showSecrets ? kubeconfig.reveal() : "[secret]",
    ...rest,
  };
  return Object.fromEntries(Object.keys(outputs).map((name) => [name, plain[name]]));
}

/** One row for each plain value; what lies deeper has its path for a name. */
function rowsOf(name: string, value: unknown): string[][] {
  if (Array.isArray(value)) return [[name, value.join(" ")]];
  if (value !== null && typeof value === "object")
    return Object.entries(value).flatMap(([key, one]) => rowsOf(`${name}.${key}`, one));
  return typeof value === "string" || typeof value === "number" ? [[name, `${value}`]] : [];
}
