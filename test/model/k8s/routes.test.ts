import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { routeEntries, routePorts } from "../../../model/k8s/routes";

const folder = join(__dirname, "../../../docker-compose/config/traefik/routes");

interface Traefik {
  readonly http: { readonly routers: Readonly<Record<string, { readonly rule: string }>> };
}

/** Labels below `localhost` that the laptop's proxy has routes for. */
function laptopLabels(): readonly string[] {
  const rules = readdirSync(folder).flatMap((file) => {
    const { http } = parse(readFileSync(join(folder, file), "utf8")) as Traefik;
    return Object.values(http.routers).map(({ rule }) => rule);
  });
  const labels = rules.flatMap((rule) =>
    [...rule.matchAll(/`([^`.]+)\.localhost`/g)].map(([, label = ""]) => label),
  );
  return [...new Set(labels)].sort();
}

/** The laptop's proxy itself, whose page has no counterpart: the gateway's proxies show none. */
const LAPTOP_ONLY = ["traefik"];

/** Services that the laptop stack does not have. */
const CLUSTER_ONLY = ["alertmanager", "grafana", "prometheus", "ray"];

describe("model/k8s/routes", () => {
  it("has the names of the laptop stack", () => {
    const labels = routeEntries.map(([label]) => label as string);
    assert.deepEqual(
      labels.filter((label) => !CLUSTER_ONLY.includes(label)).sort(),
      laptopLabels().filter((label) => !LAPTOP_ONLY.includes(label)),
    );
    assert.deepEqual(
      CLUSTER_ONLY.filter((label) => !labels.includes(label)),
      [],
    );
  });

  it("opens to the gateway the ports of pods, not those of Services", () => {
    assert.ok(routePorts.includes(3000));
    assert.ok(!routePorts.includes(80));
  });

  it("lets programs in where people come in too", () => {
    for (const [label, route] of routeEntries)
      if (route.programs === true) assert.equal(route.for, "users", label);
  });
});
