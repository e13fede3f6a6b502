/** What a cluster's Kustomization of the recipe router has beside those of the others: its image and its upstream. */

import { llmdEndpoint, routerImageIn, routerName, upstreamEgress } from "../../model/k8s/router";
import { patchOf, withSpec } from "./kustomize";
import type { CommonValues } from "./request";

/** Where the recipe has its upstream; a test holds it against the recipe's files. */
const URL_VARIABLE = "/spec/template/spec/containers/0/env/2";

/**
 * A Kustomization with the registry of the router's image, and with another upstream than llm-d's where one is given.
 *
 * @param text The Kustomization, whose `spec` stands last.
 */
export function withRouter(
  text: string,
  { registry = "", upstreamUrl }: Pick<CommonValues, "registry" | "upstreamUrl">,
): string {
  const spec = {
    images: [{ name: routerName, newName: routerImageIn(registry) }],
    ...(upstreamUrl !== undefined && upstreamUrl !== llmdEndpoint && { patches: patchesFor(upstreamUrl) }),
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
