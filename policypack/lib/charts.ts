/** Helm charts, in each of the resources that install one. */

import type { Property } from "./property";
import type { Resource } from "./rule";

/** The `Chart` of the SDK's third form, which is a component and has other inputs. */
const THIRD = "kubernetes:helm.sh/v3:Chart";

/** The resources that install a chart. The engine sees no more of them than these inputs of theirs. */
export const chartTypes = ["kubernetes:helm.sh/v4:Chart", "kubernetes:helm.sh/v3:Release", THIRD];

/** Where a resource names its chart and the repository of it. */
export function sourcesOf({ type, properties }: Pick<Resource, "type" | "properties">): Property[] {
  const repositories = type === THIRD ? ["repo", "fetchOpts.repo"] : ["repositoryOpts.repo"];
  return ["chart", ...repositories].map((path) => properties.at(path));
}
