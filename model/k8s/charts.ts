/** Where Helm gets a chart of the platform, from the tables that the recipes of the fleet have too. */

import { isInRange, parseVersion } from "../compatibility/version";
import type { Range } from "../compatibility/version";
import { awsCharts, chartSources, recipeCharts } from "../fleet/chart-versions";
import { fleetCharts } from "../fleet/versions";

/** One chart in one version, as Helm takes it. */
export interface ChartPin {
  /** Name of the chart in its repository; `oci://…` for a chart in an image registry. */
  readonly chart: string;
  /** URL of its repository. @default none: the chart is in an image registry */
  readonly repository?: string;
  readonly version: string;
}

/**
 * A chart of the platform by its name.
 *
 * @throws Error for a chart that no recipe has: a mistake of the program.
 */
export function chartPin(name: string): ChartPin {
  const chart = recipeCharts[name];
  if (chart !== undefined) {
    const source = chartSources[chart.source];
    if (source?.kind === "HelmRepository")
      return { chart: name, repository: source.url, version: chart.version };
  }
  const aws = awsCharts[name];
  if (aws !== undefined) return aws;
  const source = chartSources[name];
  if (source?.kind === "OCIRepository") return { chart: source.url, version: source.tag };
  // Rendered clusters have it before any recipe.
  const { source: url, version } = fleetCharts.envoyGateway;
  if (name === "envoy-gateway") return { chart: url, version: `v${version}` };
  throw new Error(`No recipe has the chart '${name}'.`);
}

/** Every chart of the platform, by name. */
export const chartNames: readonly string[] = [
  ...Object.keys(recipeCharts),
  ...Object.keys(awsCharts),
  ...Object.keys(chartSources).filter((name) => chartSources[name]?.kind === "OCIRepository"),
  "envoy-gateway",
].sort();

/** The versions that the platform's values for a chart are made for: its own, and bug fixes of it. */
export function chartRange(name: string): Required<Range> {
  const { version } = chartPin(name);
  const [major, minor] = parseVersion(version) ?? [0, 0];
  return { from: version, below: `${String(major)}.${String(minor + 1)}.0` };
}

/** Whether a version of a chart is one of those, and spelt as the chart's versions are. */
export function isFix(name: string, version: string): boolean {
  const own = chartPin(name).version;
  const spelt = version.startsWith("v") === own.startsWith("v") && /^v?\d+\.\d+\.\d+$/.test(version);
  return spelt && isInRange(version, chartRange(name)) === true;
}
