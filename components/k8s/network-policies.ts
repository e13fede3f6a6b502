/** What pods of a namespace may talk to: nothing, but for what is named. */

import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

type PolicySpec = types.input.networking.v1.NetworkPolicySpec;
type EgressRule = types.input.networking.v1.NetworkPolicyEgressRule;

/** Namespaces by their labels, as a peer of a rule. */
export function namespacesWith(matchLabels: Readonly<Record<string, string>>): {
  readonly namespaceSelector: { readonly matchLabels: Readonly<Record<string, string>> };
} {
  return { namespaceSelector: { matchLabels } };
}

/** One namespace, as a peer of a rule. */
export function namespaceNamed(name: string): ReturnType<typeof namespacesWith> {
  return namespacesWith({ "kubernetes.io/metadata.name": name });
}

/** The way to DNS, which every client needs, wherever a cluster has it. */
export const dnsEgress: EgressRule = {
  ports: [
    { port: 53, protocol: "UDP" },
    { port: 53, protocol: "TCP" },
  ],
};

/**
 * Denies all pods of a namespace every connection, and allows what the policies name.
 *
 * @param policies Policies by their names, which no other of the namespace may have.
 */
export function createNetworkPolicies(
  name: string,
  namespace: string,
  policies: Readonly<Record<string, PolicySpec>>,
  options: pulumi.CustomResourceOptions,
): void {
  const all: Readonly<Record<string, PolicySpec>> = {
    "default-deny": { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    ...policies,
  };
  for (const [policy, spec] of Object.entries(all))
    new NetworkPolicy(`${name}-${policy}`, { metadata: { name: policy, namespace }, spec }, options);
}
