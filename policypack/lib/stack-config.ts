/** The stack's config, where the Pulumi CLI runs the pack: it hands the config to the pack's process. */

/**
 * The value of one key, as `plinth:repository`; undefined where it is not set, or the pack runs without the CLI.
 *
 * Source: `constructEnv` in `sdk/go/common/resource/plugin/analyzer_plugin.go` of pulumi/pulumi.
 */
export function stackConfig(key: string): string | undefined {
  try {
    const config = JSON.parse(process.env["PULUMI_CONFIG"] ?? "{}") as Readonly<Record<string, unknown>>;
    const value = config[key];
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
