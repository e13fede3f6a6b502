import { Network } from "../../../../components/eks/network";
import type { NetworkArgs } from "../../../../components/eks/network";
import type { Scope } from "../../../../model/eks/scope";
import type { SubnetPlan } from "../../../../model/eks/subnets";
import { scope as anyScope } from "../../../helpers/eks-scope";
import { Registrations, valueOf } from "../../../helpers/registrations";

/** The stack of the tests. */
export const scope: Scope = { ...anyScope, name: "ai" };

/** Its zones. */
export const zones = ["eu-central-1a", "eu-central-1b"];
const kinds = ["private", "public", "data"] as const;
/** One subnet of each kind in each zone. */
export const subnets = kinds.flatMap((kind, i) =>
  zones.map((zone, j): SubnetPlan => ({ kind, zone, cidr: `10.0.${String(10 * i + j)}.0/24` })),
);

/** A network and what it registered. */
export interface PlannedNetwork {
  readonly registered: Registrations;
  readonly network: Network;
  /** URNs of what nodes wait for. */
  readonly ready: readonly string[];
}

/** Registers a network with NAT in each zone, changed by some arguments. */
export async function planNetwork(
  args: Partial<NetworkArgs> = {},
  { preview = false }: { readonly preview?: boolean } = {},
): Promise<PlannedNetwork> {
  const registered = new Registrations();
  await registered.start({ stack: "prod", preview });
  const network = new Network("ai", {
    scope,
    cidr: "10.0.0.0/16",
    subnets,
    nat: "perZone",
    logsKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/logs",
    boundaryArn: "arn:aws:iam::123456789012:policy/boundary",
    ...args,
  });
  const ready = await Promise.all(network.ready.map(({ urn }) => valueOf(urn)));
  return { registered, network, ready };
}

let standard: Promise<PlannedNetwork> | undefined;

/** The network without options. It has nearly a hundred resources, so that all tests share one. */
export function standardNetwork(): Promise<PlannedNetwork> {
  standard ??= planNetwork();
  return standard;
}

/** Names of the resources of a type, sorted. */
export function namesOf({ registered }: PlannedNetwork, type: string): string[] {
  return registered
    .all()
    .filter((one) => one.type === type)
    .map(({ name }) => name)
    .sort();
}
