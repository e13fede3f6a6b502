/** Our router in a cluster: where its image is, which upstream it has, and the way there. */

import { images } from "../versions";
import { collectorOtlp, OBSERVABILITY_NAMESPACE } from "./observability";

/** Namespace of the router. */
export const ROUTER_NAMESPACE = "router";

/** Labels of its pods. */
export const routerLabels = { "app.kubernetes.io/name": "router" } as const;

/** Port of the router, in its container and of its Service. */
export const routerPort = 8000;

/** The Service of llm-d's router, which the recipe `llm` installs: its name is the release's with the chart's ending. */
export const llmdRouter = {
  namespace: "llm",
  service: "llm-d-router-epp",
  /** Label that the chart gives the Service's pods. */
  labels: { "llm-d-router-gateway": "llm-d-router-epp" },
  port: 8081,
} as const;

/** Base URL of llm-d's router: what `LLMD_ENDPOINT` is elsewhere. */
export const llmdEndpoint = `http://${llmdRouter.service}.${llmdRouter.namespace}.svc.cluster.local:${String(llmdRouter.port)}/v1`;

const [builtName = "", builtTag = ""] = images.router.built.split(":");

/** Name of the router's image as it is built, which Flux replaces by that in a registry. */
export const routerName = builtName;

/** Version of the router's image, wherever it is. */
export const routerTag = builtTag;

/** A registry with a path in it or without one: `registry.example.com/plinth`, `localhost:5000`. */
export const REGISTRY =
  /^(?=.{1,200}$)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+(?::[1-9][0-9]{0,4})?|[a-z0-9](?:[a-z0-9-]*[a-z0-9])?:[1-9][0-9]{0,4})(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;

/** The values that a registry may have, in words. */
export const REGISTRY_ALLOWED =
  "HOST/PATH of a registry in small letters, without https:// and without a slash at the end";

/** The base URL of an OpenAI-compatible API: http or https, without user name, password, query or fragment. */
export const UPSTREAM_URL = /^https?:\/\/[A-Za-z0-9._~%:/[\]-]+$/;

/** Whether a text is such a URL. */
export function isUpstreamUrl(text: string): boolean {
  return UPSTREAM_URL.test(text) && URL.canParse(text);
}

/** Where the router's image is in a registry, without its version. */
export function routerImageIn(registry: string): string {
  return `${registry}/${routerName.split("/").at(-1) ?? ""}`;
}

/** One rule of a NetworkPolicy for what leaves a pod; a type, so that it passes for JSON of any kind. */
export type EgressRule = {
  readonly to: EgressPeer[];
  /** @default every port */
  readonly ports?: { readonly port: number; readonly protocol: "TCP" | "UDP" }[];
};

/** Whom a rule is for. */
export type EgressPeer = {
  readonly namespaceSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly podSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly ipBlock?: { readonly cidr: string; readonly except: string[] };
};

/** Link-local addresses, where clouds answer instances with their credentials. */
const METADATA = { ipv4: "169.254.0.0/16", ipv6: "fe80::/10" } as const;

/** Address of the instance metadata service by IPv6: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html */
const METADATA_ULA = "fd00:ec2::254/128";

/**
 * The way to an upstream, as the rules of a NetworkPolicy: to llm-d's router on its port; to another Service of the
 * cluster on any port of its namespace, since the pods' ports are not the Service's; to anything else on the URL's port.
 */
export function upstreamEgress(url: string): EgressRule[] {
  if (url === llmdEndpoint)
    return [
      {
        to: [{ ...namespaced(llmdRouter.namespace), podSelector: { matchLabels: llmdRouter.labels } }],
        ports: [{ port: llmdRouter.port, protocol: "TCP" }],
      },
    ];
  const { hostname, port, protocol } = new URL(url);
  return serverEgress(hostname, Number(port) || (protocol === "https:" ? 443 : 80));
}

/** The way to a server: a Service of the cluster on any port of its namespace, anything else on the server's port. */
export function serverEgress(hostname: string, port: number): EgressRule[] {
  const namespace = /^[^.]+\.([^.]+)\.svc(?:\..*)?$/.exec(hostname)?.[1];
  return namespace === undefined ? [anywhereEgress(port)] : [{ to: [namespaced(namespace)] }];
}

/** The way to a TCP port anywhere, but not to where clouds answer instances with their credentials. */
export function anywhereEgress(port: number): EgressRule {
  return {
    to: [
      { ipBlock: { cidr: "0.0.0.0/0", except: [METADATA.ipv4] } },
      { ipBlock: { cidr: "::/0", except: [METADATA.ipv6, METADATA_ULA] } },
    ],
    ports: [{ port, protocol: "TCP" }],
  };
}

/** Where the router sends traces on a cluster with the recipe `observability`, by a standard variable. */
export const routerTracing = { name: "OTEL_EXPORTER_OTLP_ENDPOINT", value: collectorOtlp.http } as const;

/** The way to the collectors there, whose Service hands on to the pod of the sender's own node. */
export const tracingEgress: EgressRule = {
  to: [
    {
      ...namespaced(OBSERVABILITY_NAMESPACE),
      podSelector: { matchLabels: { "app.kubernetes.io/name": "opentelemetry-collector" } },
    },
  ],
  ports: [{ port: 4318, protocol: "TCP" }],
};

function namespaced(name: string): Pick<EgressPeer, "namespaceSelector"> {
  return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } };
}
