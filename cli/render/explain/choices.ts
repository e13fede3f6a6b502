/** Why a cluster has the versions and the machines that it has. */

import { isInRange } from "../../../model/compatibility/version";
import { fleetComponents, fleetRules, ruleWords, solve } from "../../../model/fleet/compatibility";
import type { FleetComponent } from "../../../model/fleet/compatibility";
import { fleetDefaults } from "../../../model/fleet/versions";
import type { FleetFiles } from "../fleet-files";
import type { Lock } from "../lock";
import { chooseMachine, tableOf } from "../machines";
import type { Machine } from "../machines";
import { machineWords } from "../readme";

/** One version, and why it is that one. */
export interface VersionChoice {
  readonly component: string;
  readonly version: string;
  readonly why: string;
  /** The rules that it has a part in. */
  readonly rules: readonly { readonly rule: string; readonly url: string }[];
}

/** The machines of one role, and why they are those. */
export interface MachineChoice {
  readonly role: "control plane" | "workers";
  readonly number: unknown;
  readonly machine: string;
  readonly why: string;
}

/** Keys of the lock's versions, and the components that they are of. */
const components: Readonly<Record<string, FleetComponent>> = {
  clusterApi: "clusterApi",
  talosBootstrap: "bootstrap",
  talosControlPlane: "controlPlane",
  infrastructure: "infrastructure",
  talos: "talos",
  kubernetes: "kubernetes",
  cilium: "cilium",
  envoyGateway: "envoyGateway",
};

/** Why every version was chosen. */
export function versionChoices({ versions, inputs }: Lock): readonly VersionChoice[] {
  return Object.entries(versions).map(([key, version]) => {
    const component = Object.hasOwn(components, key) ? components[key] : undefined;
    if (component === undefined)
      return {
        component: key === "flux" ? "Flux" : key,
        version,
        why: "the one that Plinth pins",
        rules: [],
      };
    const rules = fleetRules
      .filter(
        (rule) =>
          rule.needs === component ||
          (rule.component === component && isInRange(version, rule.versions ?? {}) === true),
      )
      .filter((rule) => isInRange(versionOf(rule.component, versions), rule.versions ?? {}) !== false)
      .map((rule) => ({ rule: ruleWords(rule), url: rule.url }));
    return { component: fleetComponents[component], version, why: reasonOf(component, inputs), rules };
  });
}

function versionOf(component: FleetComponent, versions: Lock["versions"]): string | undefined {
  const key = Object.keys(components).find((each) => components[each] === component);
  return key === undefined ? undefined : versions[key];
}

function reasonOf(component: FleetComponent, inputs: Lock["inputs"]): string {
  if (component !== "kubernetes" && component !== "talos") return "the one that Plinth pins";
  const asked = inputs[component];
  const patch = component === "kubernetes" ? "; its newest patch that Plinth knows" : "";
  return `${asked === fleetDefaults[component] ? "the default" : "asked for"}: ${String(asked)}${patch}`;
}

/** What nobody has shown to work of the set of versions, in sentences. */
export function unprovenOf({ provider, inputs }: Lock): readonly string[] {
  const solution = solve({
    provider,
    kubernetes: String(inputs["kubernetes"]),
    talos: String(inputs["talos"]),
  });
  return solution.ok ? solution.unproven : solution.conflicts;
}

/** Why the machines were chosen. */
export function machineChoices(
  { provider, inputs, machines }: Lock,
  files: FleetFiles,
): readonly MachineChoice[] {
  const roles = [
    [
      "control plane",
      inputs["controlPlanes"],
      "controlPlaneCpu",
      "controlPlaneMemoryGiB",
      machines.controlPlane,
    ],
    ["workers", inputs["workers"], "cpu", "memoryGiB", machines.worker],
  ] as const;
  return roles.map(([role, number, cpu, memory, machine]) => {
    const need = { cpu: Number(inputs[cpu]), memoryGiB: Number(inputs[memory]) };
    const asked = `${need.cpu} CPUs (${cpu}) and ${need.memoryGiB} GiB (${memory})`;
    return {
      role,
      number,
      machine: machineWords(machine as Machine),
      why: machineReason(
        tableOf(provider, files),
        chooseMachine(provider, need, files),
        machine as Machine,
        asked,
      ),
    };
  });
}

function machineReason(
  table: readonly Machine[] | Machine,
  choice: Machine | string,
  machine: Machine,
  asked: string,
): string {
  if (!Array.isArray(table)) return `made to measure: ${asked}`;
  const types = table as readonly Machine[];
  const row = types.findIndex(({ name }) => name === machine.name);
  if (row < 0 || typeof choice === "string" || choice.name !== machine.name)
    return `for at least ${asked}; this version of Plinth would choose another`;
  const before = types[row - 1];
  const lacks = before === undefined ? "" : `, after ${machineWords(before)}, which has too little`;
  return `the first of ${types.length} types with at least ${asked}: row ${row + 1}${lacks}`;
}
