/** Clusters that tests render. */

import { fleetFiles } from "../../../cli/render/fleet-files";
import type { ProviderId } from "../../../cli/render/providers";
import { makeRequest } from "../../../cli/render/request";
import type { RenderRequest } from "../../../cli/render/request";
import { gatewayNeeds, routerNeeds } from "../../helpers/configs";

/** What each provider needs beside a name. */
export const demanded: Readonly<Record<ProviderId, Readonly<Record<string, unknown>>>> = {
  aws: {},
  azure: {},
  gcp: { project: "my-project" },
  proxmox: { addresses: "10.0.0.20-10.0.0.60", gateway: "10.0.0.1", endpoint: "10.0.0.10" },
};

/** Values with what the recipe router needs, or without what only it uses. */
function completed(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { registry, upstreamUrl, ...rest } = values;
  const { recipes } = values;
  const behind = Array.isArray(recipes) && (recipes.includes("gateway") || recipes.includes("sso"));
  const needs = behind ? gatewayNeeds : {};
  const others = { ...needs, ...rest };
  if (!Array.isArray(recipes) || !recipes.includes("router")) return others;
  const given = {
    ...(registry !== undefined && { registry }),
    ...(upstreamUrl !== undefined && { upstreamUrl }),
  };
  return {
    ...others,
    registry: routerNeeds.registry,
    ...(!recipes.includes("llm") && routerNeeds.router),
    ...given,
  };
}

/** A request for a cluster of a provider, with these values over the defaults, and with what its recipes need. */
export function sampleRequest(
  provider: ProviderId,
  values: Readonly<Record<string, unknown>> = {},
): RenderRequest {
  return makeRequest(
    { provider, values: { name: "demo", ...demanded[provider] }, options: completed(values) },
    fleetFiles(),
  );
}
