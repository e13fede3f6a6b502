/** `plinth outputs`: what a stack on AWS tells those that build on it. */

import type * as OutputsModule from "../../automation/outputs";
import type { Secret, StackOutputs } from "../../automation/outputs";
import type { CommonOptions, RegisterCommand } from "../command";
import { untilAborted } from "../interrupt";
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
        const read = await untilAborted(readOutputs(stack, context), context.signal);
        const outputs = plainOutputs(read, options.showSecrets === true);
        return { document: { stack, outputs }, text: formatTable(rowsOf("", outputs)) };
      }),
    );
};

/** The outputs as plain data; a secret is `[secret]` unless it is asked for. */
export function plainOutputs(outputs: StackOutputs, showSecrets: boolean): Readonly<Record<string, unknown>> {
  const plain = Object.entries(outputs).map(([name, value]: [string, unknown]) => {
    if (!isSecret(value)) return [name, value] as const;
    return [name, showSecrets ? value.reveal() : value.toString()] as const;
  });
  return Object.fromEntries(plain);
}

/** Known by its form: loading its class would load Pulumi's Automation API for the help, too. */
function isSecret(value: unknown): value is Secret<unknown> {
  return typeof value === "object" && value !== null && "reveal" in value;
}

/** One row for each plain value below a name; what lies deeper has its path for a name. */
export function rowsOf(name: string, value: unknown): string[][] {
  if (Array.isArray(value)) return [[name, value.join(" ")]];
  if (value !== null && typeof value === "object")
    return Object.entries(value).flatMap(([key, one]) => rowsOf(name === "" ? key : `${name}.${key}`, one));
  const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return isPlain ? [[name, String(value)]] : [];
}
