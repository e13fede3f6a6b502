/** Where Helm gets a chart of the platform, from the tables that the recipes of the fleet have too. */

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
