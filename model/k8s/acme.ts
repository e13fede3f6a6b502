/** Certificates by ACME: who signs, and how a name is proved to be ours. */

import type { SpecifiedObject } from "./objects";
import { PLATFORM_PRIORITY } from "./priorities";

/** Name of the ClusterIssuer, and of the Secret with its account's key. */
export const ACME = "acme";

/** Let's Encrypt's directories: https://letsencrypt.org/docs/staging-environment/ */
export const acmeServers = {
  production: "https://acme-v02.api.letsencrypt.org/directory",
  staging: "https://acme-staging-v02.api.letsencrypt.org/directory",
} as const;

/** One of the directories. What staging signs nobody trusts. */
export type AcmeEnvironment = keyof typeof acmeServers;

/** What the issuer is made from. */
export interface AcmeSettings {
  /** Whom the authority writes to. */
  readonly email: string;
  readonly environment: AcmeEnvironment;
  /** Zone of Route 53 that has the domain. @default the names are asked by HTTP */
  readonly hostedZoneId?: string | undefined;
}

/** Where the zone is asked for, and what is in it. */
export interface AcmePlace {
  readonly domain: string;
  /** Region of the stack on AWS. @default it is not on AWS */
  readonly region?: string | undefined;
  /** The gateway's listener without TLS. */
  readonly listener: { readonly name: string; readonly namespace: string; readonly sectionName: string };
}

/**
 * The issuer. By DNS it writes to one zone, for the domain alone. By HTTP its route attaches to the listener without TLS:
 * the sign-on stands before the other one.
 *
 * @see https://cert-manager.io/docs/configuration/acme/
 */
export function acmeIssuer(
  { email, environment, hostedZoneId }: AcmeSettings,
  { domain, region, listener }: AcmePlace,
): SpecifiedObject {
  const byDns = {
    selector: { dnsZones: [domain] },
    dns01: { route53: { hostedZoneID: hostedZoneId, ...(region !== undefined && { region }) } },
  };
  return {
    apiVersion: "cert-manager.io/v1",
    kind: "ClusterIssuer",
    metadata: { name: ACME },
    spec: {
      acme: {
        email,
        server: acmeServers[environment],
        privateKeySecretRef: { name: ACME },
        solvers: [hostedZoneId === undefined ? byHttp(listener) : byDns],
      },
    },
  };
}

const byHttp = (listener: AcmePlace["listener"]) => ({
  http01: {
    gatewayHTTPRoute: {
      parentRefs: [{ kind: "Gateway", ...listener }],
      // It would be one with a port of every node.
      serviceType: "ClusterIP",
      podTemplate: { spec: { priorityClassName: PLATFORM_PRIORITY } },
    },
  },
});
