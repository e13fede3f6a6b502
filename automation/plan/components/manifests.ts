/** Components that manifests install, and objects of API versions that some of them no longer serve. */

import type { ComponentName, FoundComponent } from "../../../model/compatibility";
import type { PlannedResource } from "../types";
import { textOf } from "./view";
import type { View } from "./view";

const CRD = /^kubernetes:apiextensions\.k8s\.io\/v1:CustomResourceDefinition(?:Patch)?$/;
const MANIFESTS = /^kubernetes:(?:yaml(?:\/v2)?:Config(?:File|Group)|kustomize(?:\/v2)?:Directory)$/;

/** Projects whose manifests are named by their address. */
const projects: readonly (readonly [ComponentName, string])[] = [
  ["gateway-api-crds", "kubernetes-sigs/gateway-api/"],
  ["inference-extension-crds", "kubernetes-sigs/gateway-api-inference-extension/"],
  ["leader-worker-set", "kubernetes-sigs/lws/"],
];

/** CRDs that stand for a whole bundle, and the annotation that holds its version. */
const bundles: Readonly<Record<string, readonly [ComponentName, string]>> = {
  "gateways.gateway.networking.k8s.io": ["gateway-api-crds", "gateway.networking.k8s.io/bundle-version"],
  "inferencepools.inference.networking.k8s.io": [
    "inference-extension-crds",
    "inference.networking.k8s.io/bundle-version",
  ],
};

/** Objects that only some versions of what serves them know. */
const objects: readonly (readonly [ComponentName, RegExp])[] = [
  ["external-secrets-v1beta1", /^kubernetes:external-secrets\.io\/v1beta1:/],
  ["cilium-node-config-v2alpha1", /^kubernetes:cilium\.io\/v2alpha1:CiliumNodeConfig(?:Patch)?$/],
  [
    "inference-objective-old",
    /^kubernetes:inference\.networking\.x-k8s\.io\/[^:]+:InferenceObjective(?:Patch)?$/,
  ],
  ["disaggregated-set", /^kubernetes:[^:]+:DisaggregatedSet(?:Patch)?$/],
];

/** The components of manifests. What stands inside of a component that was counted is not counted again. */
export function findManifests(views: readonly View[]): FoundComponent[] {
  const byUrn = new Map(views.map(({ resource }) => [resource.urn, resource]));
  const named = views.flatMap(namedReleases);
  const isInside = (name: ComponentName, resource: PlannedResource): boolean => {
    const parent = resource.parent === undefined ? undefined : byUrn.get(resource.parent);
    if (parent === undefined) return false;
    return named.some((each) => each.name === name && each.source === parent.urn) || isInside(name, parent);
  };
  const installed = views.flatMap((view) =>
    definitions(view).filter(({ name }) => !isInside(name, view.resource)),
  );
  return [...named, ...installed, ...views.flatMap(uses)];
}

function namedReleases({ resource, inputs }: View): FoundComponent[] {
  if (!MANIFESTS.test(resource.type)) return [];
  const places = [inputs.child("file"), inputs.child("directory"), ...inputs.child("files").oneOrMany()];
  return places.flatMap((place) => {
    const address = textOf(place) ?? "";
    const version = /v\d+\.\d+\.\d+/.exec(address)?.[0];
    return projects
      .filter(([, project]) => address.includes(project))
      .map(([name]): FoundComponent => ({ name, version, source: resource.urn }));
  });
}

function definitions({ resource, inputs }: View): FoundComponent[] {
  if (!CRD.test(resource.type)) return [];
  const bundle = bundles[textOf(inputs.at("metadata.name")) ?? ""];
  if (bundle === undefined) return [];
  const [name, annotation] = bundle;
  const version = textOf(inputs.at("metadata.annotations").child(annotation));
  return [{ name, version, source: resource.urn }];
}

function uses({ resource }: View): FoundComponent[] {
  const match = objects.find(([, pattern]) => pattern.test(resource.type));
  return match === undefined ? [] : [{ name: match[0], version: undefined, source: resource.urn }];
}
