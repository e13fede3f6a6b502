import assert from "node:assert/strict";
import { Services } from "../../../components/k8s/services";
import type { AddonContext } from "../../../components/k8s/addon";
import { addons } from "../../../components/k8s/registry";
import { chartPin } from "../../../model/k8s/charts";
import { recipeIds } from "../../../model/fleet/recipes";
import { platformNamespaces } from "../../../model/k8s/namespaces";
import { conformant, onEks } from "../../helpers/clusters";
import { kubernetesConfig } from "../../helpers/configs";
import { Registrations } from "../../helpers/registrations";
import type { Registration } from "../../helpers/registrations";

/** Whether an ExternalSecret takes its values from generators. */
function isGenerated(spec: unknown): boolean {
  const { dataFrom = [] } = spec as { readonly dataFrom?: readonly { readonly sourceRef?: object }[] };
  return dataFrom.some(({ sourceRef = {} }) => "generatorRef" in sourceRef);
}

describe("components/k8s/services", () => {
  const registered = new Registrations();

  async function build(
    recipes: readonly string[],
    cluster: AddonContext["cluster"] = conformant,
  ): Promise<void> {
    await registered.start({ stack: "test", preview: true });
    new Services("platform", { config: kubernetesConfig({ recipes }), cluster });
    await registered.settled();
  }

  it("installs only what the recipes ask for", async () => {
    await build(["base"]);
    const releases = registered.all().filter(({ type }) => type.endsWith(":Release"));
    assert.deepEqual(releases.map(({ name }) => name).sort(), [
      "platform-cert-manager",
      "platform-external-secrets",
    ]);
  });

  it("pins every chart, and goes back where an upgrade fails, but never to what cannot open its database", async () => {
    const forward = ["platform-mlflow", "platform-prefect-server"];
    await build(recipeIds);
    const releases = registered.all().filter(({ type }) => type.endsWith(":Release"));
    assert.ok(releases.length > 1);
    for (const { inputs, name } of releases) {
      assert.match(String(inputs["version"]), /^v?\d+\.\d+\.\d+$/, name);
      const goesForward = forward.includes(name);
      const { atomic, cleanupOnFail, timeout } = inputs;
      assert.deepEqual([atomic, cleanupOnFail], [!goesForward, !goesForward], name);
      // As long as a large database takes to be brought up to date.
      if (goesForward) assert.equal(timeout, 1800, name);
    }
    const found = releases.map(({ name }) => name);
    assert.deepEqual(
      forward.filter((name) => !found.includes(name)),
      [],
    );
  });

  it("has no generated Secret written twice: not after an edit, and not after a restore", async () => {
    await build(recipeIds);
    const secrets = registered
      .all()
      .filter(({ type, inputs }) => type.endsWith(":ExternalSecret") && isGenerated(inputs["spec"]));
    assert.ok(secrets.length >= 3);
    for (const { inputs, name } of secrets) {
      const { refreshPolicy, target } = inputs["spec"] as {
        readonly refreshPolicy: string;
        readonly target: { readonly creationPolicy: string; readonly immutable: boolean };
      };
      const { creationPolicy, immutable } = target;
      assert.deepEqual([refreshPolicy, creationPolicy, immutable], ["CreatedOnce", "Orphan", true], name);
    }
  });

  it("takes the versions of charts that the config names, and changes nothing else of a release", async () => {
    const versionsOf = async (charts: Readonly<Record<string, string>>) => {
      await registered.start({ stack: "test", preview: true });
      const config = kubernetesConfig({ recipes: ["base", "observability"], charts });
      new Services("platform", { config, cluster: conformant });
      await registered.settled();
      const releases = registered.all().filter(({ type }) => type.endsWith(":Release"));
      return new Map(releases.map(({ name, inputs }) => [name, inputs]));
    };
    const own = await versionsOf({});
    const [major = "", minor = "", patch = ""] = chartPin("loki").version.split(".");
    const version = [major, minor, Number(patch) + 1].join(".");
    const changed = await versionsOf({ loki: version });
    for (const [name, inputs] of own)
      assert.deepEqual(changed.get(name), name === "platform-loki" ? { ...inputs, version } : inputs);
  });

  // Whatever is under a component comes after what the component depends on, and goes before it.
  it("has each add-on after what it depends on", async () => {
    await build(recipeIds);
    const components = registered
      .all()
      .filter(({ parent }) => parent.endsWith("::plinth:k8s:Services::platform"));
    const under = (name: string): string[] =>
      registered
        .all()
        // Of a component in a component what it holds counts, which may be nothing.
        .filter(({ parent, type }) => parent.endsWith(`::${name}`) && !type.startsWith("plinth:"))
        .map(({ name: child }) => child);
    const context = { config: kubernetesConfig({ recipes: recipeIds }), cluster: conformant };
    for (const [id, { dependsOn, only = "conformant", when }] of Object.entries(addons)) {
      if (only !== "conformant" || when?.(context) === false) continue;
      const found = components.find(({ name }) => name === `platform-${id}`);
      const before = (found?.dependencies ?? []).map((urn) => urn.split("::").at(-1) ?? "");
      assert.ok(under(`platform-${id}`).length > 0, `${id} has resources`);
      for (const other of dependsOn)
        assert.ok(
          under(`platform-${other}`).every((child) => before.includes(child)),
          `${id} after ${other}`,
        );
    }
  });

  for (const cluster of [conformant, onEks()])
    it(`has nothing in a namespace before its guard rails, on ${cluster.kind}`, async () => {
      await build(recipeIds, cluster);
      const all = registered.all();
      const known = new Map(all.map((one) => [`${one.type} ${one.name}`, one]));
      const seen = new Map<string, ReadonlySet<string>>();
      /** Everything that is there before a resource, as `<type> <name>`. */
      const before = (key: string): ReadonlySet<string> => {
        const found = seen.get(key);
        if (found !== undefined) return found;
        const { parent = "", dependencies = [] } = known.get(key) ?? {};
        const direct = [parent, ...dependencies].filter((urn) => urn !== "").map(keyOf);
        const keys = new Set(direct.flatMap((other) => [other, ...before(other)]));
        seen.set(key, keys);
        return keys;
      };
      const rails = all.filter(({ parent }) => parent.endsWith(":Namespaces::platform"));
      const inside = all.filter((one) => platformNamespaces[namespaceOf(one)] !== undefined);
      assert.ok(inside.length > rails.length && rails.length > 3 * recipeIds.length);
      for (const one of inside.filter((object) => !rails.includes(object)))
        for (const { type, name } of rails.filter((rail) => namespaceOf(rail) === namespaceOf(one)))
          assert.ok(before(`${one.type} ${one.name}`).has(`${type} ${name}`), `${one.name} after ${name}`);
    });
});

/** The namespace of an object or a release; that of a Namespace is itself. */
function namespaceOf({ type, inputs }: Registration): string {
  const { metadata, namespace } = inputs as {
    readonly metadata?: { readonly name?: string; readonly namespace?: string };
    readonly namespace?: string;
  };
  return (type.endsWith(":Namespace") ? metadata?.name : (metadata?.namespace ?? namespace)) ?? "";
}

/** Type and name of a resource, by its URN. */
function keyOf(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  return `${types.split("$").at(-1) ?? ""} ${name}`;
}
