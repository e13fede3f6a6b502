import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, relative } from "node:path";
import { ensureProvider } from "../../automation/engine/provider-plugin";
import type { ProviderName } from "../../automation/engine/provider-plugin";
import { findPulumi } from "../../automation/engine/pulumi-cli";
import { Refusals } from "../../automation/refusals";
import { silentReporter } from "../../automation/reporter";
import { execute, repository } from "./stack";
import type { Finished } from "./stack";

/** A Pulumi CLI with the providers that a test needs, or why there is none. */
export async function pulumiForTests(
  ...providers: readonly ProviderName[]
): Promise<{ readonly path: string } | { readonly missing: string }> {
  const refusals = new Refusals();
  const cli = await findPulumi(refusals, silentReporter);
  if ("missing" in cli) return { missing: `there is no Pulumi CLI: ${cli.missing}` };
  for (const name of providers.length === 0 ? (["docker"] as const) : providers) {
    const provider = await ensureProvider(name, cli.found, refusals, silentReporter);
    if ("missing" in provider) return { missing: provider.missing };
  }
  return { path: cli.found.path };
}

/** A Pulumi program with a state of its own, driven by the real CLI. */
export class PulumiProgram {
  readonly folder: string;

  /**
   * @param cli path of the CLI.
   * @param source folder of the program; its Pulumi.yaml is copied, so that nothing is written there.
   * @param environment variables of every command.
   */
  constructor(
    private readonly cli: string,
    source: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {
    this.folder = join(repository, ".plinth", "test", `engine-${String(process.pid)}`);
    mkdirSync(join(this.folder, "state"), { recursive: true });
    const project = readFileSync(join(source, "Pulumi.yaml"), "utf8");
    const main = relative(this.folder, join(source, "index.ts"));
    writeFileSync(join(this.folder, "Pulumi.yaml"), project.replace(/^main: .*$/m, `main: ${main}`));
  }

  /** Runs a command of the CLI. */
  run(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Finished> {
    const env = {
      PATH: `${dirname(this.cli)}${delimiter}${process.env["PATH"] ?? ""}`,
      PULUMI_BACKEND_URL: `file://${join(this.folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      ...this.environment,
      ...environment,
    };
    const all = ["--cwd", this.folder, "--non-interactive", "--color", "never", ...args];
    return execute(this.cli, all, { env, timeoutSeconds: 300 });
  }

  /** Deletes its state. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
