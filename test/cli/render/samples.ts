/** Clusters that tests render. */

import { fleetFiles } from "../../../cli/render/fleet-files";
import type { ProviderId } from "../../../cli/render/providers";
import { makeRequest } from "../../../cli/render/request";
import type { RenderRequest } from "../../../cli/render/request";

/** What each provider needs beside a name. */
export const demanded: Readonly<Record<ProviderId, Readonly<Record<string, unknown>>>> = {
  aws: {},
  azure: {},
  gcp: { project: "my-project" },
  proxmox: { addresses: "10.0.0.20-10.0.0.60", gateway: "10.0.0.1", endpoint: "10.0.0.10" },
};

/** A request for a cluster of a provider, with these values over the defaults. */
export function sampleRequest(
  provider: ProviderId,
  values: Readonly<Record<string, unknown>> = {},
): RenderRequest {
  return makeRequest(
    { provider, values: { name: "demo", ...demanded[provider] }, options: values },
    fleetFiles(),
  );
}
