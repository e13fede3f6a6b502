import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Examples } from "../../../test/policypack/examples";
import { page, table } from "../markdown";
import { WRITTEN_FROM_PACK } from "../output";
import type { Output } from "../output";
import { loadExamples } from "../policies/examples";
import { rulePage } from "../policies/page";

const FOLDER = "docs/policies";
const SITE = "mkdocs.yml";

const INTRODUCTION = [
  "Each rule is one file in `policypack/rules`, and each page here is written from it and from the examples of its tests.",
  "A rule whose level is mandatory denies, one whose level is advisory warns.",
  "No rule takes a value that is not known yet for a good one: it decides without it, or says that it cannot decide.",
].join("\n");

type Rule = Examples["rule"];

/** `docs/policies/`: an index and one page per rule, and their place in the site's navigation. */
export const policiesDocs: Output = {
  title: "the pages of the policies",
  owns: FOLDER,
  produce: async (root) => {
    const all = await loadExamples(root);
    const pages = await Promise.all(
      all.map(async (examples) => [`${FOLDER}/${examples.rule.name}.md`, await rulePage(examples)] as const),
    );
    const areas = byArea(all.map(({ rule }) => rule));
    const site = await readFile(join(root, SITE), "utf8");
    return {
      ...Object.fromEntries(pages),
      [`${FOLDER}/index.md`]: await indexPage(areas),
      [SITE]: withNavigation(site, areas),
    };
  },
};

function byArea(rules: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> {
  const areas = new Map<string, Rule[]>();
  for (const rule of rules) {
    const area = rule.name.slice(0, rule.name.indexOf("-"));
    areas.set(area, [...(areas.get(area) ?? []), rule]);
  }
  return areas;
}

function indexPage(areas: ReadonlyMap<string, readonly Rule[]>): Promise<string> {
  const parts = [...areas].flatMap(([area, rules]) => [
    `## ${area}`,
    table(
      ["Rule", "What must be", "Level", "Severity"],
      rules.map(({ name, title, level, severity }) => [`[${name}](${name}.md)`, title, level, severity]),
    ),
  ]);
  return page("Policies", [INTRODUCTION, ...parts], WRITTEN_FROM_PACK);
}

const SECTION = /^( *)# Rules, written by `npm run generate`\.\n[^]*?^\1# End of the rules\.$/m;

/** The site's config with the pages of the rules in its navigation, between the two comments that it has for them. */
export function withNavigation(
  site: string,
  areas: ReadonlyMap<string, readonly Pick<Rule, "name">[]>,
): string {
  if (!SECTION.test(site)) throw new Error(`${SITE} has no section for the rules in its navigation.`);
  return site.replace(SECTION, (_, indent: string) => {
    const lines = [...areas].flatMap(([area, rules]) => [
      `- ${area}:`,
      ...rules.map(({ name }) => `    - ${name}: policies/${name}.md`),
    ]);
    const section = ["# Rules, written by `npm run generate`.", ...lines, "# End of the rules."];
    return section.map((line) => indent + line).join("\n");
  });
}
