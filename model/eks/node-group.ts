/** What a managed node group is, as it follows from the plan of its pool. */

import { createHash } from "node:crypto";
import { firstEfaCard } from "./instance-types";
import type { PoolPlan } from "./pool-plan";

/**
 * The name of a pool's node group, such as `gpu-a10g-1f3a9c02`.
 *
 * AWS cannot change the instance types, the kind of capacity, the AMI's type and the subnets of a node group: it makes
 * a new one. The name holds a hash of just these, so that the new group stands beside the old one and takes its pods
 * before the old one goes; with one name for both, the old one would have to go first. All other changes leave the
 * name as it is, and with it the group. The name is known before anything is made.
 */
export function nodeGroupName(plan: PoolPlan): string {
  const { name, instanceTypes, capacityType, amiType, zones } = plan;
  const fixed = JSON.stringify([instanceTypes, capacityType, amiType, zones]);
  return `${name}-${createHash("sha256").update(fixed).digest("hex").slice(0, 8)}`;
}

/** How EKS replaces the nodes of a group when their template or AMI changes. */
export interface NodeUpdate {
  readonly updateStrategy: "DEFAULT" | "MINIMAL";
  readonly maxUnavailable?: number;
  readonly maxUnavailablePercentage?: number;
}

/**
 * GPU nodes are given back before their successors are asked for: there is seldom capacity for both, and the update
 * would wait for it. Others are replaced first and given back then, a third of them at a time.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
 */
export function nodeUpdateOf({ gpusPerNode }: Pick<PoolPlan, "gpusPerNode">): NodeUpdate {
  return gpusPerNode > 0
    ? { updateStrategy: "MINIMAL", maxUnavailable: 1 }
    : { updateStrategy: "DEFAULT", maxUnavailablePercentage: 33 };
}

/** One network interface of a node. */
export interface NodeInterface {
  readonly networkCardIndex: number;
  readonly deviceIndex: number;
  /** `efa` has an IP address, `efa-only` has none; without it, an ordinary interface. */
  readonly interfaceType?: "efa" | "efa-only";
}

/**
 * The network interfaces that a node starts with. Where it has Elastic Fabric Adapters there is one on each network card
 * that can have one; only the first interface carries IP traffic, so the others take no address of the subnet.
 *
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/efa-acc-inst-types.html
 */
export function nodeInterfacesOf({
  efaInterfaces,
  instanceTypes,
}: Pick<PoolPlan, "efaInterfaces" | "instanceTypes">): readonly NodeInterface[] {
  const ordinary: NodeInterface = { networkCardIndex: 0, deviceIndex: 0 };
  const first = Math.max(0, ...instanceTypes.map((name) => firstEfaCard(name)));
  const adapters = Array.from({ length: efaInterfaces }, (_, index): NodeInterface => {
    const card = first + index;
    return card === 0
      ? { ...ordinary, interfaceType: "efa" }
      : { networkCardIndex: card, deviceIndex: 1, interfaceType: "efa-only" };
  });
  return adapters[0]?.networkCardIndex === 0 ? adapters : [ordinary, ...adapters];
}

/**
 * Whether the nodes are put close together. A placement group lies in one zone: a group over several zones would get
 * nodes in one of them alone and fail in the others.
 *
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/placement-strategies.html#placement-groups-cluster
 */
export function isPlacedTogether({
  efaInterfaces,
  zones,
}: Pick<PoolPlan, "efaInterfaces" | "zones">): boolean {
  return efaInterfaces > 0 && zones.length === 1;
}
