/** Which versions of Cluster API, its providers, Talos, Kubernetes and the first addons make a cluster together. */

import { rangeWords } from "../compatibility/version";
import { choose, holds } from "./solver";
import type { Domain, VersionRule, VersionSet } from "./solver";
import { clusterApiVersions, fleetCharts, fleetDefaults, kubernetesPatches, talosMinors } from "./versions";

/** The components whose versions must agree, and what they are called. */
export const fleetComponents = {
  clusterApi: "Cluster API",
  bootstrap: "the Talos bootstrap provider",
  controlPlane: "the Talos control plane provider",
  infrastructure: "the infrastructure provider",
  talos: "Talos",
  kubernetes: "Kubernetes",
  cilium: "Cilium",
  envoyGateway: "Envoy Gateway",
} as const;

export type FleetComponent = keyof typeof fleetComponents;

/** Every component, in the order in which they are shown. */
export const fleetComponentNames = Object.keys(fleetComponents) as readonly FleetComponent[];

/** The clouds that clusters are rendered for. */
export const infrastructures = ["aws", "azure", "gcp", "proxmox"] as const;

export type Infrastructure = (typeof infrastructures)[number];

/** A rule with what happens otherwise, and where it is written. */
export interface FleetRule extends VersionRule<FleetComponent> {
  readonly reason: string;
  readonly url: string;
}

const CAPI_URL = "https://cluster-api.sigs.k8s.io/reference/versions";
const TALOS_URL = "https://docs.siderolabs.com/talos/v1.12/getting-started/support-matrix";

/** Talos' two providers of Cluster API: what each cannot do beyond the versions that it knows, and who says so. */
const TALOS_PROVIDERS = {
  bootstrap: {
    cannot: "writes no machine configuration for",
    url: "https://github.com/siderolabs/cluster-api-bootstrap-provider-talos#compatibility",
  },
  controlPlane: {
    cannot: "cannot make a control plane of",
    url: "https://github.com/siderolabs/cluster-api-control-plane-provider-talos#compatibility",
  },
} as const;

function talosTakes(minor: string, next: string, from: string, below: string): FleetRule {
  return {
    component: "talos",
    versions: { from: minor, below: next },
    needs: "kubernetes",
    needed: { from, below },
    reason: "A release of Talos brings up the six minors of Kubernetes that it was tested with.",
    url: TALOS_URL,
  };
}

/** What one line of a Talos provider's versions takes: everything below the two that it does not know yet. */
function talosProviderTakes(
  component: keyof typeof TALOS_PROVIDERS,
  [from, below]: readonly [string, string],
  unknown: { readonly talos: string; readonly kubernetes: string },
): FleetRule[] {
  const { cannot, url } = TALOS_PROVIDERS[component];
  return (["talos", "kubernetes"] as const).map((needs) => ({
    component,
    versions: { from, below },
    needs,
    needed: { below: unknown[needs] },
    reason: `The provider ${cannot} a newer ${fleetComponents[needs]}.`,
    url,
  }));
}

/** Every rule; all of them hold in a good set. */
export const fleetRules: readonly FleetRule[] = [
  {
    component: "clusterApi",
    versions: { from: "1.14", below: "1.15" },
    needs: "kubernetes",
    needed: { from: "1.31", below: "1.38" },
    reason: "Cluster API manages workload clusters of these versions only.",
    url: CAPI_URL,
  },
  {
    component: "infrastructure",
    needs: "clusterApi",
    needed: { from: "1.11", below: "1.16" },
    reason:
      "Clusters are rendered as `cluster.x-k8s.io/v1beta2`, served from 1.11 on; 1.16 ends v1beta1, which providers still speak.",
    url: CAPI_URL,
  },
  ...talosProviderTakes("bootstrap", ["0.6", "0.7"], { talos: "1.14", kubernetes: "1.37" }),
  ...talosProviderTakes("controlPlane", ["0.5", "0.6"], { talos: "1.13", kubernetes: "1.36" }),
  talosTakes("1.11", "1.12", "1.29", "1.35"),
  talosTakes("1.12", "1.13", "1.30", "1.36"),
  talosTakes("1.13", "1.14", "1.31", "1.37"),
  {
    component: "cilium",
    needs: "kubernetes",
    needed: { from: "1.30" },
    reason: "Cilium is not made for an older Kubernetes; newer ones rest on Kubernetes' own compatibility.",
    url: "https://docs.cilium.io/en/stable/network/kubernetes/compatibility/",
  },
  {
    component: "envoyGateway",
    versions: { from: "1.7" },
    needs: "kubernetes",
    needed: { from: "1.32" },
    reason: "Envoy Gateway is not made for an older Kubernetes.",
    url: "https://gateway.envoyproxy.io/news/releases/matrix/",
  },
];

/** What no rule forbids, and nobody has shown to work either. */
const unproven: Readonly<Record<Infrastructure, string | undefined>> = {
  aws: undefined,
  azure: "The Azure provider's own documentation does not prove it with Talos.",
  gcp: "The GCP provider's own documentation does not prove it with Talos.",
  proxmox: "The Proxmox provider 0.9.0 was tested with Cluster API 1.11 and 1.12.",
};

/** The versions known for a cluster on an infrastructure, the default of each first, then from new to old. */
export function fleetDomain(infrastructure: Infrastructure): Domain<FleetComponent> {
  return {
    clusterApi: [clusterApiVersions.core],
    bootstrap: [clusterApiVersions.talosBootstrap],
    controlPlane: [clusterApiVersions.talosControlPlane],
    infrastructure: [clusterApiVersions[infrastructure]],
    talos: defaultFirst(fleetDefaults.talos, talosMinors),
    kubernetes: defaultFirst(fleetDefaults.kubernetes, Object.keys(kubernetesPatches)),
    cilium: [fleetCharts.cilium.version],
    envoyGateway: [fleetCharts.envoyGateway.version],
  };
}

function defaultFirst(chosen: string, oldToNew: readonly string[]): string[] {
  return [chosen, ...[...oldToNew].reverse().filter((version) => version !== chosen)];
}

/** What somebody asks for. */
export interface WantedVersions extends Partial<Record<FleetComponent, string>> {
  readonly provider: Infrastructure;
}

/** A good set; or why there is none with what is wanted, and the good one that differs least. */
export type Solution =
  | {
      readonly ok: true;
      readonly set: VersionSet<FleetComponent>;
      /** What nobody has shown to work, in sentences. */
      readonly unproven: readonly string[];
    }
  | {
      readonly ok: false;
      /** Sentences. */
      readonly conflicts: readonly string[];
      readonly nearest: VersionSet<FleetComponent> | undefined;
      /** What to ask for instead, such as `Kubernetes 1.35 instead of 1.36`. */
      readonly changes: readonly string[];
    };

/** Solutions by what was wanted: many clusters want the same few versions. */
const solutions = new Map<string, Solution>();

/** More than there are pairs of versions; what is misspelt is not kept for ever. */
const MOST_SOLUTIONS = 200;

/** Chooses the versions of a cluster; what is not wanted in a version gets the best that works with the rest. */
export function solve(wanted: WantedVersions): Solution {
  const key = JSON.stringify(Object.entries(wanted).sort(([one], [other]) => (one < other ? -1 : 1)));
  const known = solutions.get(key) ?? solveAnew(wanted);
  if (solutions.size >= MOST_SOLUTIONS) solutions.clear();
  solutions.set(key, known);
  return known;
}

function solveAnew({ provider, ...wanted }: WantedVersions): Solution {
  const byMinor = { ...wanted };
  for (const name of ["kubernetes", "talos"] as const) {
    const minor = /^\s*v?(\d+\.\d+)(?:\.\d+)?\s*$/.exec(wanted[name] ?? "")?.[1];
    if (minor !== undefined) byMinor[name] = minor;
  }
  const domain = fleetDomain(provider);
  const choice = choose(domain, fleetRules, byMinor);
  if (choice.ok) {
    const caution = unproven[provider];
    return { ok: true, set: choice.set, unproven: caution === undefined ? [] : [caution] };
  }
  const { tried, nearest } = choice;
  return {
    ok: false,
    conflicts: [
      ...choice.unknown.map((name) => unknownWords(name, wanted[name] ?? "", domain[name])),
      ...choice.broken.map((rule) => brokenWords(rule, tried)),
    ],
    nearest,
    changes: nearest === undefined ? [] : changesOf(byMinor, nearest),
  };
}

/** Whether every rule holds in a set. */
export function isGoodSet(set: VersionSet<FleetComponent>): boolean {
  return fleetRules.every((rule) => holds(rule, set));
}

/** A rule as a sentence without its full stop. */
export function ruleWords({ component, versions, needs, needed }: FleetRule): string {
  const which = versions === undefined ? "" : ` ${rangeWords(versions)}`;
  return `${capital(fleetComponents[component])}${which} needs ${fleetComponents[needs]} ${rangeWords(needed)}`;
}

function unknownWords(name: FleetComponent, wanted: string, known: readonly string[]): string {
  const title = capital(fleetComponents[name]);
  return `${title} ${wanted.trim()} is not a version that clusters are rendered for: ${known.join(", ")}.`;
}

function brokenWords(rule: FleetRule, set: VersionSet<FleetComponent>): string {
  const one = `${capital(fleetComponents[rule.component])} ${set[rule.component]}`;
  const needed = `${fleetComponents[rule.needs]} ${rangeWords(rule.needed)}`;
  return `${one} needs ${needed}, not ${set[rule.needs]}. ${rule.reason}`;
}

function changesOf(
  wanted: Partial<Record<FleetComponent, string>>,
  set: VersionSet<FleetComponent>,
): string[] {
  return fleetComponentNames.flatMap((name) => {
    const before = wanted[name]?.trim().replace(/^v/, "");
    if (before === undefined || set[name] === before || set[name].startsWith(`${before}.`)) return [];
    return [`${capital(fleetComponents[name])} ${set[name]} instead of ${before}`];
  });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
