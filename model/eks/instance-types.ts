/** The instance types of EC2, as far as pools of nodes need to know them. */

import { nearest } from "../nearest";
import table from "./instance-types.json";

/** GPUs or other accelerators of one instance. */
export interface Accelerators {
  /** The maker in lower case, such as `nvidia`. */
  readonly maker: string;
  /** The model in lower case, such as `a10g`. */
  readonly model: string;
  /** How many; 0 where the instance has a fraction of one, as g6f types do. */
  readonly count: number;
}

/** One instance type. */
export interface InstanceType {
  readonly name: string;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly architecture: "amd64" | "arm64";
  /** Whether an instance is a whole machine, without virtualisation: slow to start, and rare. */
  readonly bareMetal: boolean;
  /** Network interfaces of the card that pods have their addresses from. */
  readonly interfaces: number;
  /** IPv4 addresses of one interface, its own among them. */
  readonly addressesPerInterface: number;
  /** Elastic Fabric Adapters that the type can have; 0 where it can have none. */
  readonly efaInterfaces: number;
  /** NVIDIA's GPUs, the only ones that GPU pools can have. */
  readonly gpus?: Accelerators;
  /** Accelerators of other makers. */
  readonly otherAccelerators?: Accelerators;
}

/** Name and date of what the table was made from. */
export const instanceTypeSource = { url: table.source, date: table.date } as const;

/** Every type by its name, made when it is first asked for. */
let byName: ReadonlyMap<string, InstanceType> | undefined;

function types(): ReadonlyMap<string, InstanceType> {
  byName ??= new Map(table.types.map(typeOf).map((type) => [type.name, type]));
  return byName;
}

/** One row of the table; what a row leaves out at its end is 0. */
function typeOf(row: readonly (string | number)[]): InstanceType {
  const name = String(row[0]);
  const number = (column: number): number => Number(row[column] ?? 0);
  return {
    name,
    vcpus: number(1),
    memoryMiB: number(2),
    architecture: row[3] === "arm64" ? "arm64" : "amd64",
    bareMetal: name.includes(".metal"),
    interfaces: number(4),
    addressesPerInterface: number(5),
    efaInterfaces: number(6),
    ...acceleratorsOf(row[7], number(8)),
  };
}

function acceleratorsOf(
  cell: string | number | undefined,
  count: number,
): Pick<InstanceType, "gpus" | "otherAccelerators"> {
  if (cell === undefined) return {};
  const [maker = "", model = ""] = String(cell).split("/");
  const accelerators: Accelerators = { maker, model, count };
  return maker === "nvidia" ? { gpus: accelerators } : { otherAccelerators: accelerators };
}

/** The type of a name such as `m7i.xlarge`; `undefined` where the table has none. */
export function instanceType(name: string): InstanceType | undefined {
  return types().get(name);
}

/** Every type, by name. */
export function instanceTypes(): readonly InstanceType[] {
  return [...types().values()];
}

/** The name that a misspelt one most likely stands for; of equally near ones the first. */
export function nearestInstanceType(name: string): string | undefined {
  return nearest(name, types().keys());
}

/** Smallest first: by vCPUs, then memory, then name. */
export function bySize(one: InstanceType, other: InstanceType): number {
  return one.vcpus - other.vcpus || one.memoryMiB - other.memoryMiB || (one.name < other.name ? -1 : 1);
}

/**
 * The first network card of a type that can have an Elastic Fabric Adapter. It is the first of all, but on P6-B300: its
 * card 0 carries IP traffic alone, and its adapters stand on the cards 1 to 16.
 *
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/efa-acc-inst-types.html
 */
export function firstEfaCard(typeName: string): number {
  return typeName.startsWith("p6-b300.") ? 1 : 0;
}

/**
 * Most pods of a node in a managed node group: what its interfaces have addresses for, and no more than EKS allows.
 *
 * Sources: https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html and, for pods of the host's
 * network (the 2), https://github.com/awslabs/amazon-eks-ami/blob/main/templates/shared/runtime/eni-max-pods.txt
 */
export function maxPods({ vcpus, interfaces, addressesPerInterface }: InstanceType): number {
  const allowed = vcpus > 30 ? 250 : 110;
  return Math.min(interfaces * (addressesPerInterface - 1) + 2, allowed);
}

/**
 * Most IPv4 addresses that a node takes from its subnet: those of the interfaces that its pods fill, and of one more,
 * which the VPC CNI holds ready (`WARM_ENI_TARGET`).
 *
 * Source: https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/eni-and-ip-target.md
 */
export function addressesOf(type: InstanceType): number {
  const { interfaces, addressesPerInterface } = type;
  const filled = Math.ceil((maxPods(type) - 2) / (addressesPerInterface - 1));
  return Math.min(filled + 1, interfaces) * addressesPerInterface;
}
