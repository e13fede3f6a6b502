/** Which machine is taken for so many CPUs and so much memory. */

import { parse } from "yaml";
import { z } from "zod";
import { bySize, instanceTypes } from "../../model/eks/instance-types";
import type { FleetFiles } from "./fleet-files";
import type { ProviderId } from "./providers";

/** What is asked for. */
export interface MachineNeed {
  readonly cpu: number;
  readonly memoryGiB: number;
}

/** A machine that a provider has. */
export interface Machine extends MachineNeed {
  /** Name of the type; none where machines are made to measure. */
  readonly name?: string;
}

const size = { cpu: z.number(), memoryGiB: z.number() };
const table = z.union([
  z.strictObject({ machines: z.array(z.strictObject({ name: z.string(), ...size })) }),
  z.strictObject({ families: z.array(z.string()) }),
  z.strictObject({ most: z.strictObject(size) }),
]);

/** The table of each provider, by the text that it was read from. */
const tables = new Map<string, readonly Machine[] | Machine>();

/**
 * The smallest machine that has what is needed: fewest CPUs first, then least memory.
 *
 * @returns a sentence where there is none.
 */
export function chooseMachine(id: ProviderId, need: MachineNeed, files: FleetFiles): Machine | string {
  const known = tableOf(id, files);
  const has = ({ cpu, memoryGiB }: Machine): boolean => cpu >= need.cpu && memoryGiB >= need.memoryGiB;
  const wanted = `${need.cpu} CPUs and ${need.memoryGiB} GiB of memory`;
  if (!Array.isArray(known)) {
    const most = known as Machine;
    if (has(most)) return need;
    return `No machine of ${id} has ${wanted}; the most is ${most.cpu} CPUs and ${most.memoryGiB} GiB.`;
  }
  const all = known as readonly Machine[];
  const found = all.find(has);
  if (found !== undefined) return found;
  const largest = all.reduce((one, other) => (other.memoryGiB > one.memoryGiB ? other : one));
  return `No instance type of ${id} has ${wanted}; the largest, ${largest.name ?? ""}, has ${largest.cpu} CPUs and ${largest.memoryGiB} GiB.`;
}

/** The machines that a provider has, smallest first; the largest one where they are made to measure. */
export function tableOf(id: ProviderId, files: FleetFiles): readonly Machine[] | Machine {
  const source = files.get(`${id}/machines.yaml`) ?? "";
  const known = tables.get(source) ?? readTable(source);
  tables.set(source, known);
  return known;
}

function readTable(source: string): readonly Machine[] | Machine {
  const read = table.parse(parse(source));
  if ("most" in read) return read.most;
  if ("machines" in read)
    return [...read.machines].sort((a, b) => a.cpu - b.cpu || a.memoryGiB - b.memoryGiB);
  return instanceTypes()
    .filter(({ name, bareMetal }) => !bareMetal && read.families.includes(name.split(".")[0] ?? ""))
    .sort(bySize)
    .map(({ name, vcpus, memoryMiB }) => ({ name, cpu: vcpus, memoryGiB: memoryMiB / 1024 }));
}
