/** Every way into a cluster, read off its objects: what tests of the gateway and of the sign-on ask. */

import { GATEWAY, GATEWAY_NAMESPACE, LISTENERS } from "../../model/k8s/gateway";

/** An object of Kubernetes, as far as this looks at it. */
export interface Door {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: Readonly<Record<string, unknown>>;
}

interface Reference {
  readonly kind?: string;
  readonly name: string;
  readonly sectionName?: string;
}

interface Rule {
  readonly backendRefs?: readonly object[];
  readonly filters?: readonly {
    readonly type: string;
    readonly requestHeaderModifier?: { readonly remove?: readonly string[] };
  }[];
}

/** How cert-manager proves a name by HTTP. */
interface Solver {
  readonly http01?: {
    readonly ingress?: object;
    readonly gatewayHTTPRoute?: {
      readonly serviceType?: string;
      readonly parentRefs?: readonly (Reference & { readonly namespace?: string })[];
    };
  };
}

interface Listener {
  readonly name: string;
  readonly allowedRoutes?: { readonly namespaces?: { readonly from?: string } };
}

/** Kinds that let something in without the gateway, or that change what the gateway does with one route. */
const OTHER_WAYS = [
  "Ingress",
  "IngressRoute",
  "TCPRoute",
  "UDPRoute",
  "TLSRoute",
  "GRPCRoute",
  "ListenerSet",
  "EnvoyPatchPolicy",
  "Backend",
];

/** Routes whose services have cookies of their own, and get the session of the sign-on among them. */
const WITH_COOKIES = ["auth", "grafana", "ray"];

function list<Item>(object: Door, key: string): readonly Item[] {
  return (object.spec?.[key] ?? []) as readonly Item[];
}

function title({ kind, metadata: { name, namespace = "" } }: Door): string {
  return `${kind} ${namespace}/${name}`;
}

/** Everything by which somebody could come in without the sign-on, in words; nothing where all is well. */
export function openDoors(objects: readonly Door[]): readonly string[] {
  const problems: string[] = [];
  const check = (sound: boolean, object: Door, words: string): void => {
    if (!sound) problems.push(`${title(object)} ${words}`);
  };
  const of = (kind: string): readonly Door[] => objects.filter((object) => object.kind === kind);
  for (const object of objects) check(!OTHER_WAYS.includes(object.kind), object, "is another way in");
  for (const service of of("Service")) {
    const type = (service.spec?.["type"] ?? "ClusterIP") as string;
    check(type === "ClusterIP", service, `has the type ${type}`);
    check(service.spec?.["externalIPs"] === undefined, service, "has addresses of its own");
  }
  for (const gateway of of("Gateway"))
    for (const { name, allowedRoutes } of list<Listener>(gateway, "listeners"))
      check(allowedRoutes?.namespaces?.from === "Same", gateway, `takes routes of others at ${name}`);
  for (const issuer of [...of("ClusterIssuer"), ...of("Issuer")])
    for (const solver of list<Solver>({ ...issuer, spec: acmeOf(issuer) }, "solvers"))
      check(isProof(solver), issuer, "opens another door than that of a proof by HTTP");
  const guards = of("SecurityPolicy").filter(isGuard);
  for (const policy of of("SecurityPolicy"))
    check(guards.includes(policy), policy, "is not the sign-on, and may take its place");
  for (const route of of("HTTPRoute"))
    for (const { name, sectionName, kind = "Gateway" } of list<Reference>(route, "parentRefs")) {
      const own = kind === "Gateway" && name === GATEWAY && route.metadata.namespace === GATEWAY_NAMESPACE;
      check(own, route, "belongs to another gateway");
      const leads = list<Rule>(route, "rules").some((rule) => !isRedirect(rule));
      const guarded = sectionName === LISTENERS.https && guards.length === 1;
      check(guarded || !leads, route, "leads to a service past the sign-on");
    }
  for (const route of of("HTTPRoute"))
    for (const rule of list<Rule>(route, "rules")) {
      const sound = isRedirect(rule) || WITH_COOKIES.includes(route.metadata.name) || takesCookies(rule);
      check(sound, route, "hands the session of the sign-on to its service");
    }
  return problems;
}

function acmeOf({ spec }: Door): Readonly<Record<string, unknown>> {
  return (spec?.["acme"] ?? {}) as Readonly<Record<string, unknown>>;
}

/**
 * Whether a solver opens the one door that needs no sign-on: the path of a proof, `/.well-known/acme-challenge/<token>`,
 * at the gateway's listener without TLS alone, to a pod that no other way leads to. cert-manager makes that route while an
 * authority asks, and of its own accord nowhere else.
 */
function isProof({ http01 }: Solver): boolean {
  if (http01 === undefined) return true;
  const { ingress, gatewayHTTPRoute: route } = http01;
  const [parent, ...others] = route?.parentRefs ?? [];
  return (
    ingress === undefined &&
    route?.serviceType === "ClusterIP" &&
    others.length === 0 &&
    parent?.name === GATEWAY &&
    parent.namespace === GATEWAY_NAMESPACE &&
    parent.sectionName === LISTENERS.http &&
    (parent.kind ?? "Gateway") === "Gateway"
  );
}

/** Whether a policy has the gateway ask Authelia about every request of its listener with HTTPS, and fail closed. */
function isGuard(policy: Door): boolean {
  const targets = list<Reference>(policy, "targetRefs");
  const [{ kind, name, sectionName } = { name: "" }] = targets;
  const { failOpen, http } = (policy.spec?.["extAuth"] ?? {}) as {
    readonly failOpen?: boolean;
    readonly http?: {
      readonly backendRefs?: readonly { readonly name: string; readonly namespace: string }[];
    };
  };
  const [backend, ...others] = http?.backendRefs ?? [];
  return (
    targets.length === 1 &&
    kind === "Gateway" &&
    name === GATEWAY &&
    policy.metadata.namespace === GATEWAY_NAMESPACE &&
    sectionName === LISTENERS.https &&
    failOpen === false &&
    others.length === 0 &&
    backend?.name === "authelia" &&
    backend.namespace === "sso"
  );
}

/** Whether a rule takes cookies off by the one modifier of headers that it may have. */
function takesCookies({ filters = [] }: Rule): boolean {
  const modifiers = filters.filter(({ type }) => type === "RequestHeaderModifier");
  return modifiers.length === 1 && modifiers[0]?.requestHeaderModifier?.remove?.includes("Cookie") === true;
}

function isRedirect({ backendRefs, filters = [] }: Rule): boolean {
  return backendRefs === undefined && filters.some(({ type }) => type === "RequestRedirect");
}
