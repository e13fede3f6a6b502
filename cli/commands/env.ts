/** `plinth env`: what a shell needs to use `pulumi` by hand on the same state. */

import type * as PulumiEnvironmentModule from "../../automation/pulumi/environment";
import type { CommonOptions, RegisterCommand } from "../command";

/**
 * Adds `env`. The text is for `eval "$(./plinth env)"`. `--json` answers `{"variables": {<name>: <value>}}`; nothing
 * in it is secret: the passphrase stays in its file.
 */
export const registerEnv: RegisterCommand = (program, invoke) => {
  program
    .command("env")
    .description('print what `pulumi` needs by hand: eval "$(./plinth env)"')
    .action((options: CommonOptions) =>
      invoke(options, () => {
        const { pulumiEnvironment } = module.require(
          "../../automation/pulumi/environment",
        ) as typeof PulumiEnvironmentModule;
        const variables = pulumiEnvironment();
        const exports = Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`);
        return Promise.resolve({ document: { variables }, text: exports.join("\n") });
      }),
    );
};

function quoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
