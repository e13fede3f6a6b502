import assert from "node:assert/strict";
import fc from "fast-check";
import { loadConfig } from "../../../model/config";
import type { Config } from "../../../model/config";
import { PoolSettings } from "../../../model/config/eks/pool";
import { allFields } from "../../../model/config/fields";
import { configByTarget } from "../../../model/config/schema";
import { isPlinthError } from "../../../model/errors";
import { recipeIds } from "../../../model/fleet/recipes";
import { serviceDefaults } from "./services-expected";

const name = fc.stringMatching(/^[a-z](?:[a-z0-9-]{0,18}[a-z0-9])?$/);
const portNames = ["web", "prefect", "mlflow", "vault", "router"];
const ports = fc
  .uniqueArray(fc.integer({ min: 1, max: 65535 }), { minLength: 5, maxLength: 5 })
  .map((numbers) => Object.fromEntries(portNames.map((key, index) => [key, numbers[index]])));

const compose = fc.record({
  target: fc.constant("compose"),
  name,
  composeFile: fc.stringMatching(/^[a-z0-9]{1,8}\/[a-z0-9-]{1,8}\.ya?ml$/),
  images: fc.constantFrom("auto", "pull", "build"),
  dataDir: fc.stringMatching(/^(?:\.\.\/){0,2}data(?:\/[a-z0-9]{1,8}){0,3}$/),
  ports,
  router: fc.record({
    upstreamUrl: fc.webUrl({ validSchemes: ["http", "https"] }).filter((url) => /^[\w.~%:/-]+$/.test(url)),
    auth: fc.constantFrom("none", "keys"),
  }),
});

/** What a stack on AWS and one on any other cluster have in common. */
const services = {
  // The others need more than their name: room in the pools, an image, an upstream.
  recipes: fc.subarray(
    recipeIds.filter((id) => !["ray", "llm", "router", "gateway", "sso", "backup"].includes(id)),
  ),
  storageClass: fc.stringMatching(/^[a-z0-9](?:[a-z0-9.-]{0,9}[a-z0-9])?$/),
  ...Object.fromEntries(Object.entries(serviceDefaults).map(([key, value]) => [key, fc.constant(value)])),
};

const kubernetes = fc.record({
  target: fc.constant("kubernetes"),
  name,
  kubeconfig: fc.stringMatching(/^~?\/[a-z/]{1,20}$/),
  context: fc.stringMatching(/^[a-z][a-z@/:.-]{0,20}$/),
  ...services,
});

const letters = ["a", "b", "c", "d", "e", "f"];

const pool = fc.record({
  gpus: fc.constantFrom(["a10g", "l4"], ["l40s"]),
  gpusPerNode: fc.constantFrom(1, 4),
  capacity: fc.constantFrom("onDemand", "spot"),
  minNodes: fc.integer({ min: 1, max: 3 }),
  maxNodes: fc.integer({ min: 3, max: 9 }),
  diskGiB: fc.integer({ min: 50, max: 500 }),
  diskIops: fc.integer({ min: 4000, max: 16000 }),
  diskThroughputMiBps: fc.integer({ min: 125, max: 1000 }),
  ami: fc.constantFrom("al2023", "bottlerocket"),
  efa: fc.constantFrom("auto", "off"),
  labels: fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), fc.stringMatching(/^[A-Za-z0-9]{0,9}$/)),
  taints: fc.uniqueArray(
    fc.record({
      key: fc.stringMatching(/^[a-z]{1,9}$/),
      value: fc.stringMatching(/^[a-z0-9]{0,9}$/),
      effect: fc.constantFrom("NoSchedule", "PreferNoSchedule", "NoExecute"),
    }),
    { maxLength: 3, selector: ({ key }) => key },
  ),
});

const pools = fc.record({
  system: pool.map((one) => ({
    ...one,
    gpus: ["a10g", "l4"],
    gpusPerNode: 1,
    capacity: "onDemand",
    taints: [],
  })),
  cpu: pool.map((one) => ({ ...one, gpus: ["a10g", "l4"], gpusPerNode: 1, minNodes: 0 })),
  "gpu-any": pool.map((one) => ({ ...one, minNodes: 0 })),
});

const anyEks = fc.record({
  target: fc.constant("eks"),
  name: name.filter((text) => !/--|^(?:sg|sthree|amzn-s3-demo)(?:-|$)/.test(text)),
  owner: fc.stringMatching(/^[A-Za-z0-9@][A-Za-z0-9 _.:/=+@-]{0,30}$/),
  repository: fc.stringMatching(/^[a-z]{1,9}\/[a-z]{1,9}$/),
  accountId: fc.stringMatching(/^[0-9]{12}$/),
  region: fc.constant("eu-central-1"),
  vpcCidr: fc.integer({ min: 0, max: 127 }).map((second) => `10.${String(second)}.0.0/16`),
  serviceCidr: fc.constantFrom("172.20.0.0/16", "10.128.0.0/12", "192.168.3.0/24"),
  connectedCidrs: fc.constantFrom([], ["10.192.0.0/10", "192.168.4.0/24"]),
  zones: fc
    .uniqueArray(fc.constantFrom(...letters), { minLength: 2 })
    .map((some) => some.map((letter) => `eu-central-1${letter}`)),
  nat: fc.constantFrom("single", "perZone"),
  internetEgress: fc.constant({ reason: "Models come from huggingface.co" }),
  endpoint: fc.constantFrom(
    { public: false, publicCidrs: [] },
    { public: true, publicCidrs: ["203.0.113.0/24"] },
  ),
  kubernetesVersion: fc.constantFrom("1.34", "1.36"),
  admins: fc.constantFrom([], ["arn:aws:iam::123456789012:role/admin"]),
  autoscaler: fc.constantFrom("clusterAutoscaler", "karpenter"),
  pools,
  irsaWorkloads: fc.constantFrom([], ["velero"]),
  database: fc.constant({ instanceClass: "db.m7g.large", storageGiB: 20, multiAz: false, backupDays: 7 }),
  cache: fc.constant({ nodeType: "cache.m7g.large", replicas: 2 }),
  github: fc.constant({ repository: "example/plinth", environment: "prod", existingProvider: true }),
  monthlyBudgetUsd: fc.integer({ min: 1, max: 100_000_000 }),
  alertEmails: fc.constant(["platform@example.org"]),
  deletionProtection: fc.boolean(),
  createServiceLinkedRoles: fc.boolean(),
  ...services,
});

/** Karpenter is installed by a recipe, where there are any. */
const eks = anyEks.map((stack) => {
  const recipes = stack.recipes as readonly string[];
  const lacksIt = stack.autoscaler === "karpenter" && recipes.length > 0 && !recipes.includes("autoscaling");
  return lacksIt ? { ...stack, recipes: [...recipes, "autoscaling"] } : stack;
});

type Values = Readonly<Record<string, unknown>>;

const withNamespace = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`plinth:${key}`, value]));

/** Values as Pulumi hands them over: text, and JSON where there is more to it. */
const asText = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );

/** Judges a raw config; anything thrown but our own error is a fault. */
function attempt(raw: Values): Config | undefined {
  try {
    return loadConfig(raw, { stack: "dev" });
  } catch (error) {
    assert.ok(isPlinthError(error), `threw ${String(error)}`);
    assert.equal(error.code, "config-invalid");
    assert.ok(error.details.length > 0);
    return undefined;
  }
}

describe("model/config/load, properties", () => {
  it("gives any valid config back as it was, from YAML's values and from Pulumi's text", () => {
    fc.assert(
      fc.property(fc.oneof(compose, eks, kubernetes), (record) => {
        const values = JSON.parse(JSON.stringify(record)) as Values;
        const raw = withNamespace(values);
        assert.deepEqual(loadConfig(raw, { stack: "dev" }), values);
        assert.deepEqual(loadConfig(asText(raw), { stack: "dev" }), values);
      }),
    );
  });

  it("throws nothing but its own error at any junk", () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
    });
    const keys = Object.values(configByTarget).flatMap((schema) =>
      allFields(schema).map(({ path }) => path[0]),
    );
    const key = fc.oneof(fc.constantFrom(...keys.map(String)), fc.string()).map((one) => `plinth:${one}`);
    const value = fc.oneof(anything, fc.json(), fc.string());
    const target = fc.oneof(fc.constantFrom("compose", "eks", "kubernetes"), anything);
    fc.assert(
      fc.property(fc.dictionary(key, value), target, (junk, chosen) => {
        attempt({ ...junk, "plinth:target": chosen });
      }),
      { numRuns: 200 },
    );
  });

  it("throws nothing but its own error at junk inside a known key", () => {
    const inner = fc.dictionary(
      fc.oneof(fc.constantFrom(...portNames, "upstreamUrl", "auth"), fc.string()),
      fc.anything(),
    );
    const value = fc.oneof(
      inner,
      inner.map((object) => JSON.stringify(object)),
      fc.array(fc.anything()),
    );
    const key = fc.constantFrom("plinth:ports", "plinth:router", "plinth:zones", "plinth:endpoint");
    fc.assert(
      fc.property(
        fc.dictionary(key, value),
        fc.constantFrom("compose", "eks", "kubernetes"),
        (junk, target) => {
          attempt({ ...junk, "plinth:target": target });
        },
      ),
      { numRuns: 200 },
    );
  });

  it("throws nothing but its own error at junk inside pools", () => {
    const settings = fc.dictionary(
      fc.oneof(fc.constantFrom(...Object.keys(PoolSettings.shape)), fc.string()),
      fc.oneof(fc.anything(), fc.array(fc.string()), fc.constantFrom("g5.xlarge", ["m7i.large"], -1, 5000)),
    );
    const names = fc.oneof(
      fc.constantFrom("system", "cpu", "gpu-a", "__proto__", "constructor"),
      fc.string(),
    );
    const junk = fc.dictionary(names, fc.oneof(settings, fc.anything()));
    fc.assert(
      fc.property(junk, fc.anything(), (given, vpcCidr) => {
        const zones = ["eu-central-1a", "eu-central-1b"];
        attempt({
          "plinth:target": "eks",
          "plinth:pools": given,
          "plinth:zones": zones,
          "plinth:vpcCidr": vpcCidr,
        });
      }),
      { numRuns: 200 },
    );
  });

  it("never accepts two equal ports", () => {
    const few = fc.integer({ min: 4198, max: 4202 });
    const some = fc.record({ web: few, prefect: few, mlflow: few }, { requiredKeys: [] });
    fc.assert(
      fc.property(some, (given) => {
        const config = attempt({ "plinth:target": "compose", "plinth:ports": given });
        const numbers = Object.values({
          web: 8080,
          prefect: 4200,
          mlflow: 5050,
          vault: 8200,
          router: 8000,
          ...given,
        });
        assert.equal(config !== undefined, new Set(numbers).size === numbers.length);
      }),
    );
  });
});
