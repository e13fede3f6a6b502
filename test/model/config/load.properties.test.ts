import assert from "node:assert/strict";
import fc from "fast-check";
import { loadConfig } from "../../../model/config";
import type { Config } from "../../../model/config";
import { allFields } from "../../../model/config/fields";
import { configByTarget } from "../../../model/config/schema";
import { isPlinthError } from "../../../model/errors";

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
  router: fc
    .webUrl({ validSchemes: ["http", "https"] })
    .filter((url) => /^[\w.~%:/-]+$/.test(url))
    .map((upstreamUrl) => ({ upstreamUrl })),
});

const eks = fc.record({
  target: fc.constant("eks"),
  name,
  owner: fc.stringMatching(/^[A-Za-z0-9@][A-Za-z0-9 _.:/=+@-]{0,30}$/),
  repository: fc.stringMatching(/^[a-z]{1,9}\/[a-z]{1,9}$/),
  region: fc.constant("eu-central-1"),
  vpcCidr: fc.integer({ min: 0, max: 255 }).map((second) => `10.${String(second)}.0.0/16`),
  zones: fc
    .uniqueArray(fc.constantFrom("a", "b", "c", "d", "e", "f"), { minLength: 2 })
    .map((letters) => letters.map((letter) => `eu-central-1${letter}`)),
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
      fc.property(fc.oneof(compose, eks), (record) => {
        const values = { ...record };
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
    const target = fc.oneof(fc.constantFrom("compose", "eks"), anything);
    fc.assert(
      fc.property(fc.dictionary(key, value), target, (junk, chosen) => {
        attempt({ ...junk, "plinth:target": chosen });
      }),
      { numRuns: 200 },
    );
  });

  it("throws nothing but its own error at junk inside a known key", () => {
    const inner = fc.dictionary(
      fc.oneof(fc.constantFrom(...portNames, "upstreamUrl"), fc.string()),
      fc.anything(),
    );
    const value = fc.oneof(
      inner,
      inner.map((object) => JSON.stringify(object)),
      fc.array(fc.anything()),
    );
    const key = fc.constantFrom("plinth:ports", "plinth:router", "plinth:zones");
    fc.assert(
      fc.property(fc.dictionary(key, value), fc.constantFrom("compose", "eks"), (junk, target) => {
        attempt({ ...junk, "plinth:target": target });
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
