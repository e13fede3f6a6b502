/** What a cluster's Kustomization of the recipe router has beside those of the others: image, upstream and traces. */

import { withDependencies } from "../../model/fleet/recipes";
import {
  llmdEndpoint,
  routerImageIn,
  routerName,
  routerTracing,
  tracingEgress,
  upstreamEgress,
} from "../../model/k8s/router";
import { patchOf, withSpec } from "./kustomize";
import type { CommonValues } from "./request";

/** Where the recipe has its variables, and among them its upstream; a test holds it against the recipe's files. */
const VARIABLES = "/spec/template/spec/containers/0/env";
const URL_VARIABLE = `${VARIABLES}/2`;

/**
 * A Kustomization with the registry of the router's image, with another upstream than llm-d's where one is given, and
 * with traces where something takes them.
 *
 * @param text The Kustomization, whose `spec` stands last.
 */
export function withRouter(
  text: string,
  { recipes, registry = "", upstreamUrl }: Pick<CommonValues, "recipes" | "registry" | "upstreamUrl">,
): string {
  const patches = [
    ...(upstreamUrl !== undefined && upstreamUrl !== llmdEndpoint ? patchesFor(upstreamUrl) : []),
    ...(withDependencies(recipes).includes("observability") ? tracingPatches() : []),
  ];
  const spec = {
    images: [{ name: routerName, newName: routerImageIn(registry) }],
    ...(patches.length > 0 && { patches }),
  };
  return withSpec(text, spec);
}

function patchesFor(url: string) {
  return [
    patchOf("Deployment", "router", [
      { op: "test", path: `${URL_VARIABLE}/name`, value: "ROUTER_UPSTREAM_URL" },
      { op: "replace", path: `${URL_VARIABLE}/value`, value: url },
    ]),
    patchOf("NetworkPolicy", "router-upstream", [
      { op: "replace", path: "/spec/egress", value: upstreamEgress(url) },
    ]),
  ];
}

function tracingPatches() {
  return [
    patchOf("Deployment", "router", [{ op: "add", path: `${VARIABLES}/-`, value: routerTracing }]),
    patchOf("NetworkPolicy", "router", [{ op: "add", path: "/spec/egress/-", value: tracingEgress }]),
  ];
}
