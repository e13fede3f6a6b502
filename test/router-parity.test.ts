import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { podMonitors } from "../model/k8s/monitors";
import { routerPort } from "../model/k8s/router";
import { images } from "../model/versions";
import { at, readObjects } from "./fleet/read";

const root = join(__dirname, "..");

interface ComposeRouter {
  readonly image: string;
  readonly mem_limit: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
}

/** The router's service in the laptop stack. */
function composeRouter(): ComposeRouter {
  const file = join(root, "docker-compose", "docker-compose.minimal.yaml");
  const { services } = parse(readFileSync(file, "utf8"), { merge: true }) as {
    readonly services: { readonly router: ComposeRouter };
  };
  return services.router;
}

interface Container {
  readonly image: string;
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly ports: readonly { readonly containerPort: number }[];
  readonly volumeMounts: readonly { readonly mountPath: string; readonly readOnly: boolean }[];
  readonly securityContext: { readonly readOnlyRootFilesystem: boolean };
  readonly resources: { readonly limits: { readonly memory: string } };
  readonly livenessProbe: { readonly httpGet: { readonly path: string } };
  readonly readinessProbe: { readonly httpGet: { readonly path: string } };
}

const objects = readObjects("fleet/recipes/router");

/** The router's container in a cluster; another test holds Pulumi's to be the same. */
function clusterRouter(): Container {
  const deployment = objects.find(({ kind }) => kind === "Deployment");
  const [container, ...more] = at(deployment, "spec", "template", "spec", "containers") as Container[];
  assert.ok(container !== undefined && more.length === 0);
  return container;
}

/** A reference with Compose's default in the place of each variable. */
function withDefaults(text: string): string {
  return text.replaceAll(/\$\{\w+:-([^}]*)\}/g, "$1");
}

describe("router-parity", () => {
  const compose = composeRouter();
  const container = clusterRouter();

  it("is the same version", () => {
    assert.equal(container.image, withDefaults(compose.image));
    assert.equal(container.image, images.router.built);
  });

  it("has the same environment, but for the upstream and for keys, which only the laptop's router has", () => {
    const environment = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
    const { ROUTER_UPSTREAM_URL: here, ...same } = environment;
    const { ROUTER_UPSTREAM_URL: there, ...others } = compose.environment;
    const ofKeys = [
      "ROUTER_AUTH",
      "ROUTER_ADMIN_KEY_FILE",
      "ROUTER_STORED_BACKENDS",
      "DATABASE_URL_FILE",
      "REDIS_URL_FILE",
    ];
    for (const name of ofKeys) assert.ok(Object.hasOwn(others, name), name);
    assert.deepEqual(
      same,
      Object.fromEntries(Object.entries(others).filter(([name]) => !ofKeys.includes(name))),
    );
    for (const url of [here, withDefaults(there ?? "")]) assert.match(url ?? "", /^http:\/\/[^/]+\/v1$/);
  });

  it("listens on the same port", () => {
    const port = Number(compose.environment["ROUTER_PORT"]);
    assert.equal(port, routerPort);
    assert.deepEqual(
      container.ports.map(({ containerPort }) => containerPort),
      [port],
    );
    const service = objects.find(({ kind }) => kind === "Service");
    assert.deepEqual(at(service, "spec", "ports"), [
      { name: "http", port, targetPort: "http", protocol: "TCP" },
    ]);
  });

  it("is asked for its health on routes that it has", () => {
    const read = (path: string): string => readFileSync(join(root, "workloads/router/src", path), "utf8");
    const alive = container.livenessProbe.httpGet.path;
    // The laptop's health check asks the same route as the cluster's liveness probe.
    assert.ok(read("healthcheck.ts").includes(`path: "${alive}"`));
    const routes = read("routes/health.ts");
    for (const path of [alive, container.readinessProbe.httpGet.path])
      assert.ok(routes.includes(`app.get("${path}"`), path);
  });

  it("reads the upstream's key from the same place, and may write nowhere", () => {
    const mounted = container.volumeMounts.map(
      ({ mountPath, readOnly }) => `${mountPath}:${readOnly ? "ro" : "rw"}`,
    );
    assert.deepEqual(mounted, ["/run/secrets/plinth:ro"]);
    assert.ok(compose.volumes.some((volume) => volume.endsWith(mounted[0] ?? "-")));
    assert.equal(container.securityContext.readOnlyRootFilesystem, true);
  });

  it("has the same memory", () => {
    assert.equal(container.resources.limits.memory.replace("Mi", "m"), compose.mem_limit);
  });

  it("is asked for the metrics that it serves, at the port that its container has", () => {
    const route = readFileSync(join(root, "workloads/router/src/routes/metrics.ts"), "utf8");
    const monitor = podMonitors.find(({ name }) => name === "router");
    assert.deepEqual(monitor?.podMetricsEndpoints, [{ port: "http" }]);
    assert.ok(route.includes('app.get("/metrics"'));
    const ports = container.ports as readonly { readonly name?: string; readonly containerPort: number }[];
    assert.equal(ports.find(({ name }) => name === "http")?.containerPort, routerPort);
  });
});
