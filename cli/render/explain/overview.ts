/** What a whole rendered cluster is. */

import { formatTable } from "../../table";
import { valueText } from "../diff/text";
import type { FleetFiles } from "../fleet-files";
import type { RenderedFolder } from "../folder";
import { cautionsOf } from "../objects-of";
import type { TreeObject } from "../proofs/objects";
import { providers } from "../providers";
import { machineChoices, unprovenOf, versionChoices } from "./choices";
import type { MachineChoice, VersionChoice } from "./choices";
import { placeholdersOf } from "./placeholders";
import type { Placeholder } from "./placeholders";
import { placesOf } from "./provisioning";
import type { Place } from "./provisioning";
import { filePurpose } from "./purposes";
import { stepsOf } from "./steps";
import type { Step } from "./steps";

/** What `render explain <folder>` answers. */
export interface Overview {
  readonly name: string;
  readonly provider: string;
  readonly cautions: readonly string[];
  readonly files: readonly { readonly path: string; readonly purpose: string; readonly appliedTo: string }[];
  readonly versions: readonly VersionChoice[];
  /** What nobody has shown to work, in sentences. */
  readonly unproven: readonly string[];
  readonly machines: readonly MachineChoice[];
  readonly steps: readonly Step[];
  readonly placeholders: readonly Placeholder[];
  /** Where to look when the cluster stays Provisioning. */
  readonly places: readonly Place[];
}

/** Explains a whole cluster. */
export function overviewOf(
  dir: string,
  folder: RenderedFolder,
  { objects, files }: { readonly objects: readonly TreeObject[]; readonly files: FleetFiles },
): Overview {
  const { lock, tree } = folder;
  return {
    name: lock.inputs.name,
    provider: lock.provider,
    cautions: cautionsOf(dir, folder),
    files: [...tree.keys()].map((path) => ({
      path,
      ...(filePurpose(path) ?? {
        purpose: "nothing that this version of Plinth renders",
        appliedTo: "nowhere",
      }),
    })),
    versions: versionChoices(lock),
    unproven: unprovenOf(lock),
    machines: machineChoices(lock, files),
    steps: stepsOf(lock, objects),
    placeholders: placeholdersOf(lock),
    places: placesOf(lock),
  };
}

/** The same for a person. */
export function overviewText(overview: Overview, { lock }: RenderedFolder): string {
  const { title } = providers[lock.provider];
  const { kubernetes = "", talos = "" } = lock.versions;
  const sections = [
    overview.cautions.map((caution) => `Note: ${caution}`),
    [
      `${overview.name}: Kubernetes ${kubernetes} on Talos ${talos}, on ${title} (${String(lock.inputs["region"])}).`,
    ],
    [
      "Files",
      formatTable([
        ["PATH", "WHAT IT IS", "APPLIED TO"],
        ...overview.files.map((file) => [file.path, file.purpose, file.appliedTo]),
      ]),
    ],
    versionLines(overview),
    [
      "Machines",
      ...overview.machines.map(
        ({ role, number, machine, why }) => `- ${role}: ${String(number)} × ${machine}, ${why}.`,
      ),
    ],
    ["What happens, in this order", ...overview.steps.map(stepLine)],
    [
      "What must be there, or be given",
      ...overview.placeholders.map(
        ({ input, value, open, needs }) =>
          `- ${input}${open ? " (open)" : ""}: ${valueText(value)}. ${needs}`,
      ),
    ],
    [
      "Where to look when the cluster stays Provisioning, in this order",
      ...overview.places.map(({ command, shows }, index) => `${index + 1}. ${command}\n   ${shows}`),
    ],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function versionLines({ versions, unproven }: Overview): readonly string[] {
  const rows = versions.map(({ component, version, why }) => [component.replace(/^the /, ""), version, why]);
  const rules = [...new Set(versions.flatMap((version) => version.rules.map(({ rule }) => `- ${rule}.`)))];
  return [
    "Versions",
    formatTable([["COMPONENT", "VERSION", "WHY"], ...rows]),
    ...(rules.length === 0 ? [] : ["The rules that hold between them:", ...rules]),
    ...unproven.map((sentence) => `Not shown to work by anybody: ${sentence}`),
  ];
}

function stepLine({ what, waitsFor, by }: Step, index: number): string {
  const after = waitsFor.length === 0 ? "" : ` Waits for ${waitsFor.join("; ")}.`;
  return `${index + 1}. ${by === "person" ? "You: " : ""}${what}.${after}`;
}
