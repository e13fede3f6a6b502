/** What `./plinth render versions` shows: the sets that work, and the rules that make them. */

import {
  fleetComponentNames,
  fleetDomain,
  fleetRules,
  infrastructures,
  ruleWords,
  solve,
} from "../../model/fleet/compatibility";
import type { FleetComponent, Infrastructure } from "../../model/fleet/compatibility";
import type { VersionSet } from "../../model/fleet/solver";
import { formatTable } from "../table";

/** One set that works. */
export interface VersionRow {
  readonly provider: Infrastructure;
  readonly versions: VersionSet<FleetComponent>;
  /** True for what a cluster gets where no version is asked for. */
  readonly isDefault: boolean;
  /** What nobody has shown to work, in sentences. */
  readonly unproven: readonly string[];
}

/** The table as data and as text. */
export interface VersionsTable {
  readonly rows: readonly VersionRow[];
  readonly rules: readonly { readonly rule: string; readonly reason: string; readonly url: string }[];
  readonly text: string;
}

/** Every set of versions that clusters are rendered in, and the rules between them. */
export function versionsTable(): VersionsTable {
  const rows = infrastructures.flatMap(rowsOf);
  const rules = fleetRules.map((rule) => ({ rule: ruleWords(rule), reason: rule.reason, url: rule.url }));
  return { rows, rules, text: textOf(rows, rules) };
}

function rowsOf(provider: Infrastructure): VersionRow[] {
  const domain = fleetDomain(provider);
  const standard = solve({ provider });
  return domain.kubernetes.flatMap((kubernetes) =>
    domain.talos.flatMap((talos) => {
      const solution = solve({ provider, kubernetes, talos });
      if (!solution.ok) return [];
      const { set, unproven } = solution;
      const isDefault = standard.ok && standard.set.kubernetes === kubernetes && standard.set.talos === talos;
      return [{ provider, versions: set, isDefault, unproven }];
    }),
  );
}

const headings: Readonly<Record<FleetComponent, string>> = {
  clusterApi: "CLUSTER API",
  bootstrap: "BOOTSTRAP",
  controlPlane: "CONTROL PLANE",
  infrastructure: "INFRASTRUCTURE",
  talos: "TALOS",
  kubernetes: "KUBERNETES",
  cilium: "CILIUM",
  envoyGateway: "ENVOY GATEWAY",
};

function textOf(rows: readonly VersionRow[], rules: VersionsTable["rules"]): string {
  const table = formatTable([
    ["PROVIDER", ...fleetComponentNames.map((name) => headings[name]), ""],
    ...rows.map(({ provider, versions, isDefault }) => [
      provider,
      ...fleetComponentNames.map((name) => versions[name]),
      isDefault ? "default" : "",
    ]),
  ]);
  const cautions = infrastructures.flatMap(
    (provider) => rows.find((row) => row.provider === provider)?.unproven ?? [],
  );
  const sections = [
    table,
    ["Rules:", ...rules.map(({ rule, reason }) => `- ${rule}. ${reason}`)].join("\n"),
    ["Not shown to work by anybody:", ...cautions.map((caution) => `- ${caution}`)].join("\n"),
  ];
  return `${sections.join("\n\n")}\n`;
}
