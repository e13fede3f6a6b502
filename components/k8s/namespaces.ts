/** The namespaces of the platform. */

import { LimitRange } from "@pulumi/kubernetes/core/v1/limitRange";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { ResourceQuota } from "@pulumi/kubernetes/core/v1/resourceQuota";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import * as pulumi from "@pulumi/pulumi";
import { GUARD_RAILS, limitRangeSpec, resourceQuotaSpec, withExtra } from "../../model/k8s/guard-rails";
import type { ExtraQuota, PlatformSizes, Quota } from "../../model/k8s/guard-rails";
import { podSecurityLabels } from "../../model/k8s/namespaces";
import { doorPolicy, trafficPolicy } from "../../model/k8s/traffic";
import type { Traffic } from "../../model/k8s/traffic";
import { modelAtMost } from "../../model/k8s/model-scaling";
import { namespacesOf } from "../../model/k8s/recipes";
import type { RecipeId } from "../../model/fleet/recipes";
import { planPools } from "../../model/eks/pools";
import type { AddonContext } from "./addon";
import { rayArgsOf } from "./addons/ray";

/** What the namespaces are made from. */
export interface NamespacesArgs {
  /** The recipes that are installed. */
  readonly recipes: readonly RecipeId[];
  /** What the quotas are reckoned from. */
  readonly sizes: PlatformSizes;
  /** What a namespace may have beyond that, by its name. @default nothing */
  readonly extra?: Readonly<Record<string, ExtraQuota>>;
}

/** What the quotas of a stack are reckoned from: on AWS the pools may have more nodes than the config says of itself. */
export function platformSizesOf(context: AddonContext): PlatformSizes {
  const { config, cluster } = context;
  const { plan: ray, services } = rayArgsOf(context);
  const pools = cluster.kind === "eks" ? planPools(cluster.pools) : [];
  const held = pools.reduce((all, { maxNodes }) => all + maxNodes, 0);
  return {
    nodes: Math.max(config.guardRails.nodes, held),
    observability: config.observability,
    devtools: config.devtools,
    vault: config.vault,
    ray,
    rayServices: services.map(({ cluster: one }) => one),
    llm: modelAtMost(config.llm, config.autoscaling),
    router: config.autoscaling.router,
  };
}

/**
 * Every namespace of the recipes that are installed, with its guard rails: the level of Pod Security and the traffic
 * that its pods are held to, what they may ask for together, and what a container gets that asks for nothing.
 */
export class Namespaces extends pulumi.ComponentResource {
  private readonly made = new Map<RecipeId, readonly pulumi.Resource[]>();

  constructor(
    name: string,
    { recipes, sizes, extra = {} }: NamespacesArgs,
    options: pulumi.ComponentResourceOptions = {},
  ) {
    super("plinth:k8s:Namespaces", name, {}, options);
    for (const [namespace, { recipe, podSecurity, traffic, quota }] of namespacesOf(recipes)) {
      const metadata = { name: namespace, labels: { ...podSecurityLabels(podSecurity) } };
      const made = new Namespace(`${name}-${namespace}`, { metadata }, { parent: this });
      const options = { parent: this, dependsOn: [made] };
      const bound = withExtra(typeof quota === "function" ? quota(sizes) : quota, extra[namespace]);
      const rails = createQuota(`${name}-${namespace}`, namespace, bound, options);
      if (traffic !== undefined)
        rails.push(...createTraffic(`${name}-${namespace}`, namespace, traffic, options));
      this.made.set(recipe, [...this.of([recipe]), made, ...rails]);
    }
    this.registerOutputs({});
  }

  /** What must be there before the first pod of recipes: their own namespaces, each with its guard rails. */
  of(recipes: readonly RecipeId[]): readonly pulumi.Resource[] {
    return recipes.flatMap((recipe) => this.made.get(recipe) ?? []);
  }
}

function createTraffic(
  name: string,
  namespace: string,
  traffic: Traffic,
  options: pulumi.CustomResourceOptions,
): readonly pulumi.Resource[] {
  const all = new NetworkPolicy(
    name,
    { metadata: { name: "traffic", namespace }, spec: trafficPolicy(traffic) },
    options,
  );
  const doors = Object.entries(traffic.doors ?? {}).map(
    ([door, spec]) =>
      new NetworkPolicy(
        `${name}-${door}`,
        { metadata: { name: door, namespace }, spec: doorPolicy(spec) },
        options,
      ),
  );
  return [all, ...doors];
}

function createQuota(
  name: string,
  namespace: string,
  quota: Quota,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const metadata = { name: GUARD_RAILS, namespace };
  return [
    new ResourceQuota(name, { metadata, spec: resourceQuotaSpec(quota) }, options),
    new LimitRange(name, { metadata, spec: limitRangeSpec(quota) }, options),
  ];
}
