/** Clusters that tests compare: for every value of every provider a second one, and any mixture of both. */

import fc from "fast-check";
import { renderCluster } from "../../../../cli/render/cluster";
import type { RenderedTree } from "../../../../cli/render/cluster";
import { comparisonOf } from "../../../../cli/render/diff/document";
import type { Comparison, NamedFolder } from "../../../../cli/render/diff/document";
import { lockName, parseLock } from "../../../../cli/render/lock";
import { providerIds, providers } from "../../../../cli/render/providers";
import type { ProviderId } from "../../../../cli/render/providers";
import { recipeIds } from "../../../../model/fleet/recipes";
import { sampleRequest } from "../samples";

type Values = Readonly<Record<string, unknown>>;

/** Values that every second one fits to: Talos 1.11 goes with Kubernetes 1.34. */
export const base: Values = { kubernetes: "1.34" };

const common: Values = {
  name: "prod",
  namespace: "platform",
  kubernetes: "1.35",
  controlPlanes: 5,
  controlPlaneCpu: 8,
  controlPlaneMemoryGiB: 32,
  workers: 7,
  cpu: 16,
  memoryGiB: 64,
  diskGiB: 200,
  recipes: ["ray", "llm"],
  podCidr: "10.200.0.0/16",
  serviceCidr: "10.112.0.0/12",
};

const guid = "01234567-89ab-cdef-0123-456789abcdef";

/** Another value for each key of each provider; any of them go together, but for Talos 1.11 with Kubernetes 1.35. */
export const others: Readonly<Record<ProviderId, Values>> = {
  aws: {
    ...common,
    talos: "1.11",
    region: "us-east-1",
    ami: "ami-0123456789abcdef0",
    controlPlaneInstanceProfile: "control",
    workerInstanceProfile: "worker",
    talosApiCidrs: ["10.0.0.0/8", "192.168.0.0/16"],
  },
  azure: {
    ...common,
    talos: "1.11",
    region: "northeurope",
    subscriptionId: guid,
    tenantId: guid,
    clientId: guid,
    imageGallery: "gallery",
    imageName: "talos",
  },
  gcp: { ...common, talos: "1.11", region: "us-east1", project: "other-project", imageFamily: "talos-next" },
  proxmox: {
    ...common,
    region: "site",
    addresses: "10.0.0.30-10.0.0.90",
    gateway: "10.0.0.2",
    endpoint: "10.0.0.11",
    prefix: 23,
    dnsServers: ["10.0.0.1"],
    bridge: "vmbr1",
    link: "eth1",
    templateTags: ["talos", "gold"],
    credentialsSecret: "other-credentials",
  },
};

/** Keys that change nothing without the recipes router and gateway, which the first of two clusters does not have. */
const ofRecipes = ["registry", "upstreamUrl", "domain"];

/** Keys of the values of a provider that a second value is for: all but those that only single recipes take. */
export function keysOf(id: ProviderId): readonly string[] {
  const without = [...ofRecipes, ...(id === "proxmox" ? ["talos"] : [])];
  return Object.keys(providers[id].schema.shape).filter((key) => !without.includes(key));
}

/** A rendered cluster as the comparison takes it; the tree may be changed on the way. */
export function rendered(
  id: ProviderId,
  values: Values,
  change: (tree: RenderedTree) => RenderedTree = (tree) => tree,
): NamedFolder {
  const tree = renderCluster(sampleRequest(id, { ...base, ...values }));
  const lock = parseLock(tree.get(lockName) ?? "");
  if (typeof lock === "string") throw new Error(lock);
  return { dir: "out", folder: { lock, tree: change(tree), edited: [], missing: [], foreign: [] } };
}

/** What differs between two clusters of a provider. */
export function compared(id: ProviderId, old: Values, next: Values): Comparison {
  return comparisonOf(rendered(id, old), rendered(id, next));
}

/** Any valid values of a provider: of each key the first or the second value, and free ones where they are many. */
function valuesOf(id: ProviderId): fc.Arbitrary<Values> {
  const keys = Object.keys(others[id]);
  const free = fc.record({
    name: fc.stringMatching(/^[a-z](?:[a-z0-9-]{0,12}[a-z0-9])?$/),
    namespace: fc.constantFrom("clusters", "platform", "demo", "flux-system", "envoy-gateway-system"),
    workers: fc.integer({ min: 1, max: 20 }),
    controlPlanes: fc.constantFrom(1, 3, 5),
    cpu: fc.integer({ min: 1, max: 32 }),
    memoryGiB: fc.integer({ min: 1, max: 128 }),
    recipes: fc.subarray([...recipeIds]),
  });
  return fc.tuple(fc.subarray(keys), free).map(([taken, more]) => ({
    ...Object.fromEntries(taken.map((key) => [key, others[id][key]])),
    ...more,
    ...(taken.includes("talos") && { kubernetes: "1.34" }),
  }));
}

/** What a cluster is rendered from. */
export type Rendered = readonly [ProviderId, Values];

/** Any cluster of any provider. */
export const anyCluster: fc.Arbitrary<Rendered> = fc
  .constantFrom(...providerIds)
  .chain((id) => fc.tuple(fc.constant(id), valuesOf(id)));

/** Any two clusters, mostly of one provider. */
export const anyTwo: fc.Arbitrary<readonly [Rendered, Rendered]> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .constantFrom(...providerIds)
      .chain((id) =>
        fc.tuple(fc.tuple(fc.constant(id), valuesOf(id)), fc.tuple(fc.constant(id), valuesOf(id))),
      ),
  },
  { weight: 1, arbitrary: fc.tuple(anyCluster, anyCluster) },
);
