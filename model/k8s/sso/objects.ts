/** What the sign-on is made of in Kubernetes, beside its pods. */

import { GATEWAY, GATEWAY_NAMESPACE, IDENTITY_HEADERS, LISTENERS, openRequests } from "../gateway";
import type { SpecifiedObject } from "../objects";
import type { ServiceRoute } from "../routes";
import { AUTHELIA, autheliaPorts, autheliaSecrets, PORTAL, secretClients, SSO_NAMESPACE } from "./names";
import { passwordGenerator, passwordsSecret } from "./passwords";

const gatewayApi = "gateway.networking.k8s.io";
const metadata = { name: AUTHELIA, namespace: SSO_NAMESPACE } as const;
const backendRef = { name: AUTHELIA, namespace: SSO_NAMESPACE, port: autheliaPorts.http } as const;

const secretKeys = [...Object.keys(autheliaSecrets), ...secretClients];

/** Everything random that Authelia needs, made in the cluster once. */
export const autheliaSecret: Readonly<Record<"generator" | "secret", SpecifiedObject>> = {
  generator: passwordGenerator(metadata),
  secret: passwordsSecret(metadata, {
    keys: secretKeys,
    // What Authelia compares a client's secret with; Vault and programs have the secret itself.
    more: Object.fromEntries(secretClients.map((key) => [`${key}-digest`, `{{ .${key} | bcrypt }}`])),
  }),
};

/** The key that tokens are signed with. */
export const signingKey: Readonly<Record<"issuer" | "certificate", SpecifiedObject>> = {
  issuer: {
    apiVersion: "cert-manager.io/v1",
    kind: "Issuer",
    metadata: { name: "self-signed", namespace: SSO_NAMESPACE },
    spec: { selfSigned: {} },
  },
  certificate: {
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: { name: "authelia-oidc", namespace: SSO_NAMESPACE },
    spec: {
      secretName: "authelia-oidc",
      commonName: "authelia-oidc",
      duration: "87600h",
      // A new key ends all sessions of services; it comes when somebody deletes the Secret.
      privateKey: { algorithm: "RSA", size: 4096, rotationPolicy: "Never" },
      issuerRef: { name: "self-signed", kind: "Issuer" },
    },
  },
};

/** A grant to the gateway's namespace: its objects of these kinds may name Services of this one. */
export function referenceGrant(
  namespace: string,
  services: readonly string[],
  kinds: readonly (readonly [group: string, kind: string])[] = [[gatewayApi, "HTTPRoute"]],
): SpecifiedObject {
  return {
    apiVersion: `${gatewayApi}/v1`,
    kind: "ReferenceGrant",
    metadata: { name: GATEWAY, namespace },
    spec: {
      from: kinds.map(([group, kind]) => ({ group, kind, namespace: GATEWAY_NAMESPACE })),
      to: services.map((name) => ({ group: "", kind: "Service", name })),
    },
  };
}

/**
 * What is taken off a request before its service gets it. The gateway asks the sign-on earlier, with all of it.
 *
 * A rule has one modifier of headers at most.
 */
function filtersOf({ asHost, ownCookie = false }: Pick<ServiceRoute, "asHost" | "ownCookie">): object[] {
  const remove = [...(asHost === undefined ? [] : ["Origin"]), ...(ownCookie ? [] : ["Cookie"])];
  return [
    ...(asHost === undefined ? [] : [{ type: "URLRewrite", urlRewrite: { hostname: asHost } }]),
    ...(remove.length === 0 ? [] : [{ type: "RequestHeaderModifier", requestHeaderModifier: { remove } }]),
  ];
}

/** A route of one name below the domain to one Service, through the listener that the sign-on stands before. */
export function httpRoute(
  label: string,
  hostname: string,
  backend: object,
  route: Pick<ServiceRoute, "asHost" | "ownCookie"> = {},
): SpecifiedObject {
  const filters = filtersOf(route);
  return {
    apiVersion: `${gatewayApi}/v1`,
    kind: "HTTPRoute",
    metadata: { name: label, namespace: GATEWAY_NAMESPACE },
    spec: {
      parentRefs: [{ name: GATEWAY, sectionName: LISTENERS.https }],
      hostnames: [hostname],
      // An answer of a model and an upload of one take longer than the 15 seconds of Envoy; services have their own bounds.
      rules: [
        { ...(filters.length > 0 && { filters }), backendRefs: [backend], timeouts: { request: "0s" } },
      ],
    },
  };
}

/** Who stands before every route of the listener with HTTPS: those that are there, and those that come. */
const securityPolicy: SpecifiedObject = {
  apiVersion: "gateway.envoyproxy.io/v1alpha1",
  kind: "SecurityPolicy",
  metadata: { name: "sso", namespace: GATEWAY_NAMESPACE },
  spec: {
    targetRefs: [{ group: gatewayApi, kind: "Gateway", name: GATEWAY, sectionName: LISTENERS.https }],
    extAuth: {
      // Nothing comes in while nobody can say who it is.
      failOpen: false,
      headersToExtAuth: ["accept", "authorization", "cookie", "x-forwarded-proto"],
      http: {
        path: "/api/authz/ext-authz/",
        backendRefs: [backendRef],
        // It is asked about as many requests as the services get, and whom it cannot be asked about is turned away.
        backendSettings: { circuitBreaker: openRequests },
        headersToBackend: [...IDENTITY_HEADERS],
      },
    },
  },
};

/** The door: who is asked about each request, and the page that people sign in on. */
export function signOnObjects(domain: string): Readonly<Record<string, SpecifiedObject>> {
  return {
    grant: referenceGrant(
      SSO_NAMESPACE,
      [AUTHELIA],
      [
        [gatewayApi, "HTTPRoute"],
        ["gateway.envoyproxy.io", "SecurityPolicy"],
      ],
    ),
    policy: securityPolicy,
    // It has the session of its own.
    portal: httpRoute(PORTAL, `${PORTAL}.${domain}`, backendRef, { ownCookie: true }),
  };
}
