/** What a cluster's Kustomization of the recipe gateway has beside those of the others: its domain. */

import { GATEWAY } from "../../model/k8s/gateway";
import { patchOf, withSpec } from "./kustomize";
import type { CommonValues } from "./request";

/**
 * A Kustomization with the cluster's domain in place of the sample.
 *
 * @param text The Kustomization, whose `spec` stands last.
 */
export function withGateway(text: string, { domain = "" }: Pick<CommonValues, "domain">): string {
  const patches = [
    patchOf("Certificate", GATEWAY, [
      { op: "replace", path: "/spec/dnsNames", value: [domain, `*.${domain}`] },
    ]),
    patchOf("Gateway", GATEWAY, [
      { op: "test", path: "/spec/listeners/1/protocol", value: "HTTPS" },
      { op: "replace", path: "/spec/listeners/1/hostname", value: `*.${domain}` },
    ]),
  ];
  return withSpec(text, { patches });
}
