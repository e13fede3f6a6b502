import assert from "node:assert/strict";
import { Services } from "../../components/k8s/services";
import { platformRecipeIds } from "../../model/k8s/recipes";
import { partsFolder, recipes, sourcesBundle } from "../../model/fleet/recipes";
import type { RecipeId } from "../../model/fleet/recipes";
import { kubernetesConfig } from "../helpers/configs";
import { Registrations } from "../helpers/registrations";
import type { Registration } from "../helpers/registrations";
import { readObjects } from "./read";

type Json = Readonly<Record<string, unknown>>;

/** A chart as both sides install it. */
interface Chart {
  readonly chart: unknown;
  readonly version: unknown;
  readonly repository: unknown;
  readonly namespace: unknown;
  readonly values: unknown;
}

/** What is installed, by what it is: `Release loki`, `v1 Namespace ray`, … */
type Installed = Readonly<Record<string, Chart | Json>>;

/** The objects of the YAML files under a folder. */
function objectsUnder(folder: string): Json[] {
  return readObjects(folder).map(({ file: _file, ...object }) => object);
}

function record(value: unknown): Json {
  return (value ?? {}) as Json;
}

function titleOf(object: Json): string {
  const { name, namespace } = record(object["metadata"]);
  return [object["apiVersion"], object["kind"], [namespace, name].filter(Boolean).join("/")].join(" ");
}

const sources = new Map(
  objectsUnder(sourcesBundle.path).map((source) => [String(record(source["metadata"])["name"]), source]),
);

/** The chart of a HelmRelease of Flux, as Helm takes it. */
function chartOf(release: Json): Chart {
  const spec = record(release["spec"]);
  const { name, namespace } = record(release["metadata"]);
  const { chart, version, sourceRef } = record(record(spec["chart"])["spec"]);
  const values = spec["values"] ?? {};
  if (chart === undefined) {
    const source = record(sources.get(String(record(spec["chartRef"])["name"]))?.["spec"]);
    return {
      chart: source["url"],
      version: record(source["ref"])["tag"],
      repository: undefined,
      namespace,
      values,
    };
  }
  assert.equal(name, chart, "a release is called after its chart");
  const source = record(sources.get(String(record(sourceRef)["name"]))?.["spec"]);
  return { chart, version: String(version), repository: source["url"], namespace, values };
}

/** What a recipe's files install. */
function ofRecipe(folder: string): Installed {
  return Object.fromEntries(
    objectsUnder(folder).flatMap((object): [string, Chart | Json][] => {
      if (object["kind"] === "HelmRelease")
        return [[`Release ${String(record(object["metadata"])["name"])}`, chartOf(object)]];
      if (object["kind"] !== "Kustomization") return [[titleOf(object), object]];
      const { sourceRef, path } = record(object["spec"]);
      const { kind, name } = record(sourceRef);
      if (name === "flux-system") return Object.entries(ofRecipe(String(path).replace(/^\.\//, "")));
      const { url, ref } = record(sources.get(String(name))?.["spec"]);
      return [[`${String(kind)} ${String(url)}`, { path: String(path), tag: record(ref)["tag"] }]];
    }),
  );
}

/** The same of what Pulumi registers. */
function ofPulumi({ type, inputs }: Registration): [string, Chart | Json][] {
  if (!type.startsWith("kubernetes:")) return [];
  if (type === "kubernetes:helm.sh/v3:Release") {
    const { chart, version, repositoryOpts, namespace, values, name } = inputs;
    const { repo: repository } = record(repositoryOpts);
    return [[`Release ${String(name)}`, { chart, version, repository, namespace, values }]];
  }
  return [[titleOf(inputs), inputs]];
}

function sorted(installed: Installed): Installed {
  return Object.fromEntries(Object.entries(installed).sort(([one], [other]) => (one < other ? -1 : 1)));
}

describe("fleet: Flux and Pulumi install the same", () => {
  const registered = new Registrations();

  async function installedBy(wanted: readonly RecipeId[]): Promise<Installed> {
    await registered.start({ stack: "test", preview: true });
    const config = kubernetesConfig({ recipes: wanted });
    new Services("platform", { config, cluster: { kind: "conformant" } });
    await registered.settled();
    return sorted(Object.fromEntries(registered.all().flatMap(ofPulumi)));
  }

  it("installs nothing where no recipe is asked for", async () => {
    assert.deepEqual(await installedBy([]), {});
  });

  for (const id of platformRecipeIds) {
    it(`of the recipe ${id}`, async () => {
      const needed = await installedBy(recipes[id].dependsOn);
      const all = await installedBy([id]);
      const own = Object.fromEntries(Object.entries(all).filter(([title]) => !Object.hasOwn(needed, title)));
      const expected = sorted(ofRecipe(recipes[id].path));
      assert.ok(Object.keys(expected).length > 1, "the recipe has objects");
      assert.deepEqual(own, expected);
    });
  }

  it("leaves no part of a recipe out", () => {
    const parts = objectsUnder(partsFolder).map(titleOf);
    const reached = Object.keys(recipes).flatMap((id) =>
      objectsUnder(recipes[id as RecipeId].path).flatMap((object) => {
        const { path, sourceRef } = record(object["spec"]);
        const own = object["kind"] === "Kustomization" && record(sourceRef)["name"] === "flux-system";
        return own ? objectsUnder(String(path).replace(/^\.\//, "")).map(titleOf) : [];
      }),
    );
    assert.deepEqual(reached.sort(), parts.sort());
  });
});
