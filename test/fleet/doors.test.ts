import { deepEqual, equal, ok } from "node:assert/strict";
import { Services } from "../../components/k8s/services";
import { GATEWAY_NAMESPACE, gatewayObjects } from "../../model/k8s/gateway";
import { recipeIds } from "../../model/fleet/recipes";
import { routeEntries } from "../../model/k8s/routes";
import { conformant } from "../helpers/clusters";
import { kubernetesConfig } from "../helpers/configs";
import { openDoors } from "../helpers/doors";
import type { Door } from "../helpers/doors";
import { Registrations } from "../helpers/registrations";
import { readObjects } from "./read";

/** Every object of the recipes and of the routes, as Flux applies them. */
const byFlux: readonly Door[] = ["fleet/recipes", "fleet/routes", "fleet/management/flux/parts"].flatMap(
  readObjects,
);

/** Every value of a tree with the keys that lead to it. */
function* leaves(value: unknown, path: readonly string[] = []): Generator<readonly [string, unknown]> {
  if (typeof value !== "object" || value === null) yield [path.join("."), value];
  else for (const [key, inner] of Object.entries(value)) yield* leaves(inner, [...path, key]);
}

describe("fleet: the ways in", () => {
  const registered = new Registrations();
  let byPulumi: readonly Door[] = [];
  let values: readonly unknown[] = [];

  before(async () => {
    await registered.start({ stack: "test", preview: true });
    new Services("platform", {
      config: kubernetesConfig({ recipes: recipeIds }),
      cluster: conformant,
    });
    await registered.settled();
    const all = registered.all().filter(({ type }) => type.startsWith("kubernetes:"));
    byPulumi = all.filter(({ inputs }) => "kind" in inputs).map(({ inputs }) => inputs as unknown as Door);
    values = all.filter(({ type }) => type.endsWith(":Release")).map(({ inputs }) => inputs["values"]);
  });

  it("has the sign-on before every route, and no other way in", () => {
    deepEqual(openDoors(byPulumi), []);
    deepEqual(openDoors(byFlux), []);
  });

  it("has a route to each service, beside the sign-on's own page and what leads to HTTPS", () => {
    const expected = [...routeEntries.map(([label]) => label), "auth", "redirect-to-https"].sort();
    for (const objects of [byPulumi, byFlux]) {
      const found = objects.filter(({ kind }) => kind === "HTTPRoute");
      deepEqual(found.map(({ metadata }) => metadata.name).sort(), expected);
    }
  });

  it("lets no namespace but the gateway's have a load balancer or a port of nodes", () => {
    for (const objects of [byPulumi, byFlux]) {
      const quotas = objects.filter(({ kind }) => kind === "ResourceQuota");
      const namespaces = objects.filter(({ kind }) => kind === "Namespace");
      equal(quotas.length, namespaces.length);
      for (const { metadata, spec } of quotas) {
        const hard = spec?.["hard"] as Readonly<Record<string, string>>;
        const some = metadata.namespace === GATEWAY_NAMESPACE;
        equal(hard["services.loadbalancers"], some ? "1" : "0", metadata.namespace);
        equal(hard["services.nodeports"] === "0", !some, metadata.namespace);
      }
    }
  });

  it("asks no chart for a way in", () => {
    ok(values.length > 5);
    for (const [path, value] of values.flatMap((each) => [...leaves(each)])) {
      ok(value !== "LoadBalancer" && value !== "NodePort", path);
      ok(value !== true || !/(?:^|\.)(?:ingress|httpRoute|route)\.(?:.*\.)?enabled$/i.test(path), path);
      ok(value !== true || !/(?:^|\.)hostNetwork$/.test(path), path);
    }
  });

  it("knows the one door of a proof by HTTP, and none is open for one by DNS", () => {
    const byDns = gatewayObjects({ ...acmeSettings, acme: { ...acmeSettings.acme, hostedZoneId: "Z1" } });
    deepEqual(openDoors([...byPulumi, acme, ...(Object.values(byDns) as Door[])]), []);
    ok(JSON.stringify(acme).includes("gatewayHTTPRoute"));
    ok(!JSON.stringify(byDns).includes("http01"));
  });

  const acmeSettings = {
    domain: "plinth.example",
    acme: { email: "platform@example.org", environment: "production" },
    hosts: ["auth.plinth.example"],
  } as const;
  const acme = gatewayObjects(acmeSettings)["acme"] as unknown as Door;

  /** An issuer whose proof by HTTP is another one. */
  function solving(issuer: Door, change: object): Door {
    const [solver] = (issuer.spec?.["acme"] as { solvers: { http01: { gatewayHTTPRoute: object } }[] })
      .solvers;
    const gatewayHTTPRoute = { ...solver?.http01.gatewayHTTPRoute, ...change };
    return { ...issuer, spec: { acme: { solvers: [{ http01: { gatewayHTTPRoute } }] } } };
  }

  const guard = byFlux.find(({ kind }) => kind === "SecurityPolicy");
  const routeOf = (label: string): Door | undefined =>
    byFlux.find(({ kind, metadata }) => kind === "HTTPRoute" && metadata.name === label);
  const route = routeOf("grafana");
  const mistakes: Readonly<Record<string, readonly Door[]>> = {
    "a route without the sign-on": route === undefined ? [] : [route],
    "a route past it": [
      changed(guard),
      changed(route, { parentRefs: [{ name: "gateway", sectionName: "http" }] }),
    ],
    "a route to all listeners": [changed(guard), changed(route, { parentRefs: [{ name: "gateway" }] })],
    "a session that a service gets": [
      changed(guard),
      changed(routeOf("prometheus"), {
        parentRefs: [{ name: "gateway", sectionName: "https" }],
        rules: [{ backendRefs: [{ name: "a" }] }],
      }),
    ],
    "a policy that opens": [changed(guard, { extAuth: { failOpen: true } })],
    "a policy of one route": [
      changed(guard),
      changed(guard, { targetRefs: [{ kind: "HTTPRoute", name: "grafana" }] }),
    ],
    "a load balancer": [{ kind: "Service", metadata: { name: "a" }, spec: { type: "LoadBalancer" } }],
    "an Ingress": [{ kind: "Ingress", metadata: { name: "a" } }],
    "a proof of names by a port of nodes": [solving(acme, { serviceType: "NodePort" })],
    "a proof of names at every listener": [
      solving(acme, { parentRefs: [{ name: "gateway", namespace: "envoy-gateway-system" }] }),
    ],
    "a proof of names by an Ingress": [
      { ...acme, spec: { acme: { solvers: [{ http01: { ingress: {} } }] } } },
    ],
    "an open gateway": [
      { kind: "Gateway", metadata: { name: "a" }, spec: { listeners: [{ name: "http" }] } },
    ],
  };

  for (const [title, objects] of Object.entries(mistakes))
    it(`would see ${title}`, () => {
      ok(objects.length > 0 && openDoors(objects).length > 0);
    });

  function changed(object: Door | undefined, spec: object = {}): Door {
    if (object === undefined) throw new Error("The recipe has no such object.");
    return { ...object, spec: { ...object.spec, ...spec } };
  }
});
