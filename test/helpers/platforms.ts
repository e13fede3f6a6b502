import { join } from "node:path";
import { plan } from "../../automation/plan";
import type { Plan } from "../../automation/plan";
import { compatibilityFindings, compatibilityRules } from "../../automation/plan/compatibility";
import type { PlannedResource } from "../../automation/plan/types";
import { judge } from "../../automation/policy/judge";
import { withStackConfig } from "../../automation/policy/stack-config";
import { silentReporter } from "../../automation/reporter";

/** What every stack on AWS must give. */
export const requiredKeys = {
  "plinth:target": "eks",
  "plinth:owner": "platform-team",
  "plinth:repository": "example/plinth",
  "plinth:accountId": "123456789012",
  "plinth:region": "eu-central-1",
  "plinth:zones": ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
  "plinth:monthlyBudgetUsd": 100_000,
  "plinth:alertEmails": ["platform@example.org"],
};

/** The way to the registries of public images, which nodes need where a stack has recipes. */
const registries = { "plinth:internetEgress": { reason: "Images come from public registries" } };

/** A stack's config, by full key. */
export type RawConfig = Readonly<Record<string, unknown>>;

/** A config of a name, with these keys beside or over those that every stack must give. */
export function stackConfigOf(name: string, keys: RawConfig = {}): RawConfig {
  const needs = keys["plinth:recipes"] === undefined ? {} : registries;
  return { ...requiredKeys, "plinth:name": name, ...needs, ...keys };
}

/** Plans several platforms in one program, and gives the plan of each by its name. */
export async function planPlatforms(configs: readonly RawConfig[]): Promise<ReadonlyMap<string, Plan>> {
  const program = join(__dirname, "../fixtures/programs/platforms");
  const context = { reporter: silentReporter, signal: new AbortController().signal };
  const config = { "platforms:configs": JSON.stringify(configs) };
  const all = await plan({ program, stack: "test", config }, context);
  return new Map(
    configs.map((each): [string, Plan] => [
      String(each["plinth:name"]),
      partOf(all, String(each["plinth:name"])),
    ]),
  );
}

/** The part of a plan that belongs to one platform: its component, what is under that, and its provider. */
function partOf(all: Plan, name: string): Plan {
  const byUrn = new Map(all.resources.map((resource) => [resource.urn, resource]));
  const belongs = (resource: PlannedResource): boolean => {
    if (resource.type === "pulumi:pulumi:Stack") return true;
    if (resource.type === "pulumi:providers:aws") return resource.name === `${name}-aws`;
    if (resource.type === "plinth:eks:EksPlatform") return resource.name === name;
    const parent = byUrn.get(resource.parent ?? "");
    return parent !== undefined && parent.type !== "pulumi:pulumi:Stack" && belongs(parent);
  };
  return { ...all, resources: all.resources.filter(belongs) };
}

/**
 * Rules that deny a plan under the profile strict, sorted, each once.
 *
 * The way of nodes to the internet is taken as waived where the plan installs charts, whose images are there; so it is
 * for the stack prod, in waivers.yaml.
 */
export async function deniedBy(planned: Plan, budgetUsd: number): Promise<readonly string[]> {
  const config = { "plinth:monthlyBudgetUsd": String(budgetUsd), "aws:region": "eu-central-1" };
  const beside = [{ rules: compatibilityRules, judge: compatibilityFindings }];
  const { findings } = await withStackConfig(config, () => judge(planned, { profile: "strict", beside }));
  const hasCharts = planned.resources.some(({ type }) => type === "kubernetes:helm.sh/v3:Release");
  const isWaived = (rule: string, urn = ""): boolean =>
    hasCharts && rule === "network-private-egress" && urn.endsWith("-nodes-to-internet");
  const denied = findings.filter(
    ({ enforcementLevel, rule, urn }) => enforcementLevel === "mandatory" && !isWaived(rule, urn),
  );
  return [...new Set(denied.map(({ rule }) => rule))].sort();
}
