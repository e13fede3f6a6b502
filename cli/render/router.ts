/** What a cluster's Kustomization of the recipe router has beside those of the others: its image and its upstream. */

import { llmdEndpoint, routerImageIn, routerName, upstreamEgress } from "../../model/k8s/router";
import type { CommonValues } from "./request";
import { toYaml } from "./template";
import type { TemplateValue } from "./template";

/** One operation of a JSON patch, RFC 6902. */
type Operation = {
  readonly op: "test" | "replace";
  readonly path: string;
  readonly value: TemplateValue;
};

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
  return text + toYaml(spec).replaceAll(/^(?=.)/gm, "  ");
}

function patchesFor(url: string) {
  const patch = (kind: string, name: string, operations: readonly Operation[]) => ({
    target: { kind, name },
    patch: toYaml(operations),
  });
  return [
    patch("Deployment", "router", [
      { op: "test", path: `${URL_VARIABLE}/name`, value: "ROUTER_UPSTREAM_URL" },
      { op: "replace", path: `${URL_VARIABLE}/value`, value: url },
    ]),
    patch("NetworkPolicy", "router-upstream", [
      { op: "replace", path: "/spec/egress", value: upstreamEgress(url) },
    ]),
  ];
}
