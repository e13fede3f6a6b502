/** The one door of a cluster: Envoy Gateway, a Gateway that speaks HTTPS, and the certificate that it shows. */

import { ACME, acmeIssuer } from "./acme";
import type { AcmeSettings } from "./acme";
import type { SpecifiedObject } from "./objects";

import { PLATFORM_PRIORITY } from "./priorities";

/** Namespace of Envoy Gateway, of its proxies, and of every route. */
export const GATEWAY_NAMESPACE = "envoy-gateway-system";

/** Name of the Gateway and of what belongs to it. */
export const GATEWAY = "gateway";

/** Class of gateways that Envoy Gateway serves. */
export const GATEWAY_CLASS = "envoy";

/** Names of the Gateway's listeners. */
export const LISTENERS = { http: "http", https: "https" } as const;

/** The domain that the recipe's files have; no such domain can be registered (RFC 2606). */
export const SAMPLE_DOMAIN = "plinth.example";

/** Ports of the proxies' containers: those of the listeners, moved by 10000, since they may not open the low ones. */
export const PROXY_PORTS = [10_080, 10_443] as const;

/** Labels that Envoy Gateway gives the pods of its proxies. */
export const proxyLabels = {
  "app.kubernetes.io/managed-by": "envoy-gateway",
  "app.kubernetes.io/component": "proxy",
} as const;

/** Name of the platform's own certificate authority: its issuer, its certificate and its Secret. */
export const PLATFORM_CA = "platform-ca";

/** Headers by which the sign-on tells a service who asks. Whoever comes from outside may not send them. */
export const IDENTITY_HEADERS = ["Remote-User", "Remote-Groups", "Remote-Name", "Remote-Email"] as const;

/** Values of Envoy Gateway's chart that the platform sets. */
export const envoyGatewayValues = {
  // One of two pods leads; without either no change reaches the proxies.
  deployment: { replicas: 2 },
  podDisruptionBudget: { minAvailable: 1 },
} as const;

/** The class that Gateways name. */
export const gatewayClass: SpecifiedObject = {
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "GatewayClass",
  metadata: { name: GATEWAY_CLASS },
  spec: { controllerName: "gateway.envoyproxy.io/gatewayclass-controller" },
};

/**
 * Annotations of the load balancer on AWS: one of the network, inside the VPC alone.
 *
 * The first two are for what EKS itself brings, the others for the AWS Load Balancer Controller:
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/
 */
export const internalLoadBalancer = {
  "service.beta.kubernetes.io/aws-load-balancer-type": "nlb",
  "service.beta.kubernetes.io/aws-load-balancer-internal": "true",
  "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal",
  "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip",
} as const;

/** Who trusts the gateway's certificate: whoever knows the platform's own authority, everybody, or nobody. */
export type Trust = "platform" | "everybody" | "nobody";

/** Who trusts it, by where it comes from; an issuer of the user's is taken for one that everybody trusts. */
export function trustOf({ issuer, acme }: Pick<GatewaySettings, "issuer" | "acme"> = {}): Trust {
  if (acme?.environment === "staging") return "nobody";
  return issuer === undefined && acme === undefined ? "platform" : "everybody";
}

/** What the gateway is made from. */
export interface GatewaySettings {
  readonly domain: string;
  /** ClusterIssuer of the certificate. @default an authority of the platform's own */
  readonly issuer?: string | undefined;
  /** Makes an issuer of ACME, in place of `issuer`. @default none */
  readonly acme?: AcmeSettings | undefined;
  /** Names of the certificate where they are asked by HTTP, which proves no wildcard. @default none */
  readonly hosts?: readonly string[] | undefined;
  /** Region of the stack on AWS. @default it is not on AWS */
  readonly region?: string | undefined;
  /** Annotations of the proxies' Service. @default none */
  readonly serviceAnnotations?: Readonly<Record<string, string>>;
}

const metadata = { name: GATEWAY, namespace: GATEWAY_NAMESPACE } as const;
/** The listener without TLS. */
const openListener = { ...metadata, sectionName: LISTENERS.http } as const;
const envoyApi = "gateway.envoyproxy.io/v1alpha1";
const gatewayApi = "gateway.networking.k8s.io/v1";
const certApi = "cert-manager.io/v1";
const ecdsa = { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" } as const;

/** The objects of the gateway, by what they are; each depends on none after it. */
export function gatewayObjects(settings: GatewaySettings): Readonly<Record<string, SpecifiedObject>> {
  return {
    ...(trustOf(settings) === "platform" ? platformCa : {}),
    ...(settings.acme === undefined
      ? {}
      : { acme: acmeIssuer(settings.acme, { ...settings, listener: openListener }) }),
    certificate: certificate(settings),
    proxy: envoyProxy(settings.serviceAnnotations),
    gateway: gateway(settings.domain),
    clients: clientTrafficPolicy,
    backends: backendTrafficPolicy,
    redirect,
  };
}

/** An authority of the platform's own: for a closed network, where no public one gives certificates. */
const platformCa: Readonly<Record<string, SpecifiedObject>> = {
  "self-signed": {
    apiVersion: certApi,
    kind: "Issuer",
    metadata: { name: "self-signed", namespace: GATEWAY_NAMESPACE },
    spec: { selfSigned: {} },
  },
  ca: {
    apiVersion: certApi,
    kind: "Certificate",
    metadata: { name: PLATFORM_CA, namespace: GATEWAY_NAMESPACE },
    spec: {
      secretName: PLATFORM_CA,
      commonName: "Plinth platform CA",
      isCA: true,
      // Ten years: whoever trusts it installs it by hand.
      duration: "87600h",
      renewBefore: "8760h",
      // Its key stays the same, so that what was trusted is trusted still.
      privateKey: { ...ecdsa, rotationPolicy: "Never" },
      issuerRef: { name: "self-signed", kind: "Issuer" },
    },
  },
  "ca-issuer": {
    apiVersion: certApi,
    kind: "Issuer",
    metadata: { name: PLATFORM_CA, namespace: GATEWAY_NAMESPACE },
    spec: { ca: { secretName: PLATFORM_CA } },
  },
};

/** One for all names: a public log of certificates then names no service, where a wildcard can be had. */
function certificate({ domain, issuer, acme, hosts = [] }: GatewaySettings): SpecifiedObject {
  const named = acme === undefined ? issuer : ACME;
  const byHttp = acme !== undefined && acme.hostedZoneId === undefined;
  const own = { name: PLATFORM_CA, kind: "Issuer" };
  return {
    apiVersion: certApi,
    kind: "Certificate",
    metadata,
    spec: {
      secretName: "gateway-tls",
      dnsNames: byHttp ? [...hosts] : [domain, `*.${domain}`],
      privateKey: ecdsa,
      issuerRef: named === undefined ? own : { name: named, kind: "ClusterIssuer" },
    },
  };
}

function envoyProxy(annotations: Readonly<Record<string, string>> = {}): SpecifiedObject {
  const spread = (topologyKey: string) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: { "gateway.envoyproxy.io/owning-gateway-name": GATEWAY } },
  });
  return {
    apiVersion: envoyApi,
    kind: "EnvoyProxy",
    metadata,
    spec: {
      provider: {
        type: "Kubernetes",
        kubernetes: {
          envoyDeployment: {
            replicas: 2,
            container: {
              resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "512Mi" } },
            },
            pod: {
              priorityClassName: PLATFORM_PRIORITY,
              topologySpreadConstraints: [
                spread("topology.kubernetes.io/zone"),
                spread("kubernetes.io/hostname"),
              ],
            },
          },
          envoyPDB: { minAvailable: 1 },
          ...(Object.keys(annotations).length > 0 && { envoyService: { annotations } }),
        },
      },
    },
  };
}

/** Routes of this namespace alone: nobody who may write in another one opens a door of their own. */
const allowedRoutes = { namespaces: { from: "Same" } } as const;

function gateway(domain: string): SpecifiedObject {
  return {
    apiVersion: gatewayApi,
    kind: "Gateway",
    metadata,
    spec: {
      gatewayClassName: GATEWAY_CLASS,
      infrastructure: {
        parametersRef: { group: "gateway.envoyproxy.io", kind: "EnvoyProxy", name: GATEWAY },
      },
      listeners: [
        { name: LISTENERS.http, protocol: "HTTP", port: 80, allowedRoutes },
        {
          name: LISTENERS.https,
          protocol: "HTTPS",
          port: 443,
          hostname: `*.${domain}`,
          tls: { mode: "Terminate", certificateRefs: [{ name: "gateway-tls" }] },
          allowedRoutes,
        },
      ],
    },
  };
}

/** What clients may do: TLS 1.2 at least, and nobody says from outside who they are. */
const clientTrafficPolicy: SpecifiedObject = {
  apiVersion: envoyApi,
  kind: "ClientTrafficPolicy",
  metadata,
  spec: {
    targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: GATEWAY }],
    tls: { minVersion: "1.2" },
    headers: { earlyRequestHeaders: { remove: [...IDENTITY_HEADERS] } },
  },
};

/**
 * How many connections, waiting requests and open requests one proxy has with one service.
 *
 * Beyond Envoy's own bound of 1,024 there is a 503, and a stream of tokens keeps a request open for minutes. The proxy's
 * memory is not what this guards: by Envoy Gateway's settings a proxy turns requests away near 80 % of its limit.
 *
 * @see https://gateway.envoyproxy.io/docs/tasks/traffic/circuit-breaker/
 */
export const openRequests = {
  maxConnections: 16_384,
  maxPendingRequests: 16_384,
  maxParallelRequests: 16_384,
} as const;

/** For every route of the gateway; one on a route would take the place of all of this. */
const backendTrafficPolicy: SpecifiedObject = {
  apiVersion: envoyApi,
  kind: "BackendTrafficPolicy",
  metadata,
  spec: {
    targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: GATEWAY }],
    circuitBreaker: openRequests,
  },
};

/** All of HTTP goes to HTTPS. */
const redirect: SpecifiedObject = {
  apiVersion: gatewayApi,
  kind: "HTTPRoute",
  metadata: { name: "redirect-to-https", namespace: GATEWAY_NAMESPACE },
  spec: {
    parentRefs: [{ name: GATEWAY, sectionName: LISTENERS.http }],
    rules: [
      { filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } }] },
    ],
  },
};
