/** A config while it is judged: what of it is right in itself, for rules that look at several keys. */

import { z } from "zod";
import { parseCidr } from "../../../eks/cidr";
import type { Cidr } from "../../../eks/cidr";
import type { KeyPath } from "../../keys";
import type { RuleParams } from "../../rules";
import { isCanonicalCidr } from "../../rules";
import { AutoscalingSettings } from "../../services/autoscaling";
import { LlmSettings } from "../../services/llm";
import { RaySettings } from "../../services/ray";
import { PoolSettings } from "../pool";
import { EndpointSettings } from "../settings";
import { cidr, zone } from "../values";

/** One block of a list, and where it stands. */
export interface PlacedCidr {
  readonly path: KeyPath;
  readonly block: Cidr;
}

/** The parts of a config that are right in themselves; the others are `undefined` or left out. */
export interface Draft {
  readonly name: string;
  readonly autoscaler: "clusterAutoscaler" | "karpenter";
  readonly vpc: Cidr | undefined;
  readonly service: Cidr | undefined;
  readonly connected: readonly PlacedCidr[];
  readonly zones: readonly string[] | undefined;
  readonly nat: unknown;
  readonly internetEgress: unknown;
  readonly recipes: unknown;
  readonly endpoint: z.infer<typeof EndpointSettings> | undefined;
  readonly gpuDriver: unknown;
  /** Settings of Ray where the stack installs it. */
  readonly ray: RaySettings | undefined;
  readonly autoscaling: AutoscalingSettings | undefined;
  /** Settings of the model, where there is one. */
  readonly llm: LlmSettings | undefined;
  /** Pools whose settings are right in themselves. */
  readonly pools: Readonly<Record<string, PoolSettings>>;
  /** Names of all pools; `undefined` where they are no object. */
  readonly poolNames: readonly string[] | undefined;
}

/** Reports a mistake: where, what is wrong, and what would be right. */
export type Report = (path: KeyPath, message: string, params: RuleParams) => void;

const Zones = z.array(zone()).min(2).max(6);
const VpcCidr = z.string().refine(isCanonicalCidr);
const AnyRecord = z.record(z.string(), z.unknown());

/** What of a config can be judged together. It takes any value. */
export function draftOf(config: unknown): Draft | undefined {
  const values = AnyRecord.safeParse(config).data;
  if (values === undefined) return undefined;
  const pools = AnyRecord.safeParse(values["pools"]).data;
  return {
    name: typeof values["name"] === "string" ? values["name"] : "plinth",
    autoscaler: values["autoscaler"] === "karpenter" ? "karpenter" : "clusterAutoscaler",
    vpc: blockOf(VpcCidr.safeParse(values["vpcCidr"]).data),
    service: blockOf(cidr().safeParse(values["serviceCidr"]).data),
    connected: blocksOf(["connectedCidrs"], values["connectedCidrs"]),
    zones: Zones.safeParse(values["zones"]).data,
    nat: values["nat"],
    internetEgress: values["internetEgress"],
    recipes: values["recipes"],
    endpoint: EndpointSettings.safeParse(values["endpoint"]).data,
    gpuDriver: values["gpuDriver"],
    autoscaling: AutoscalingSettings.safeParse(values["autoscaling"] ?? {}).data,
    llm: LlmSettings.safeParse(values["llm"]).data,
    ray: wantsRay(values["recipes"]) ? RaySettings.safeParse(values["ray"] ?? {}).data : undefined,
    pools: Object.fromEntries(
      Object.entries(pools ?? {}).flatMap(([name, settings]) => {
        const { data } = PoolSettings.safeParse(settings);
        return data === undefined ? [] : [[name, data] as const];
      }),
    ),
    poolNames: pools && Object.keys(pools),
  };
}

function wantsRay(recipes: unknown): boolean {
  return Array.isArray(recipes) && recipes.includes("ray");
}

function blockOf(text: string | undefined): Cidr | undefined {
  return text === undefined ? undefined : parseCidr(text);
}

/** The well-formed blocks of a list. */
export function blocksOf(path: KeyPath, list: unknown): readonly PlacedCidr[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((text: unknown, index) => {
    const block = typeof text === "string" ? parseCidr(text) : undefined;
    return block === undefined ? [] : [{ path: [...path, index], block }];
  });
}
