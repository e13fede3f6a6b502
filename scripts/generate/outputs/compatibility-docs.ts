import { componentFacts, components, pairs, ruleOf, statement } from "../../../model/compatibility";
import type { ComponentName } from "../../../model/compatibility";
import { code, page, table } from "../markdown";
import type { Output } from "../output";

const INTRODUCTION = [
  "Components of the platform depend on each other's versions, and many pairs fail only after the update.",
  "One table says which work together, and a plan is checked against it before anything is made.",
  "A pair that does not work is denied, and so is one of which nobody can know because a version is not given or not known before the update.",
].join("\n");

const SEEN = [
  "What is seen of a plan: Helm charts by name, version and values, manifests by their address, CRDs, add-ons, clusters, node groups and service accounts.",
  "What a remote component makes by itself is not seen.",
].join("\n");

const names = Object.keys(components) as ComponentName[];

function versionRow(name: ComponentName): string[][] {
  const { title, version, charts = [] } = componentFacts(name);
  return version === undefined ? [] : [[title, version, charts.map(code).join(", ") || "none"]];
}

/** `docs/reference/compatibility.md`: versions that work together, and pairs that do not. */
export const compatibilityDocs: Output = {
  title: "the page of compatibility",
  produce: async () => {
    const text = await page("Compatibility", [
      INTRODUCTION,
      "## Versions that work together",
      "For a chart the version is the chart's, not that of the software in it.",
      table(["Component", "Version", "Chart"], names.flatMap(versionRow)),
      "## Pairs that do not work",
      SEEN,
      table(
        ["Rule", "What must hold", "What happens otherwise", "Nearest good pair", "Source"],
        pairs.map((pair) => [
          code(ruleOf(pair)),
          statement(pair),
          pair.reason,
          pair.good,
          `[${new URL(pair.url).host}](${pair.url})`,
        ]),
      ),
    ]);
    return { "docs/reference/compatibility.md": text };
  },
};
