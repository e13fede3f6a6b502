import assert from "node:assert/strict";
import { parse, parseAllDocuments } from "yaml";
import { renderCluster } from "../../cli/render/cluster";
import { Services } from "../../components/k8s/services";
import { partsFolder, recipeIds, recipes, sourcesBundle } from "../../model/fleet/recipes";
import type { RecipeId } from "../../model/fleet/recipes";
import { llmdEndpoint } from "../../model/k8s/router";
import { routedRecipes, routesPath } from "../../model/k8s/sso/routes";
import { sampleRequest } from "../cli/render/samples";
import { conformant } from "../helpers/clusters";
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

/** Values over values, as Flux lays them: objects key by key, and anything else whole. */
function laidOver(under: Json, over: Json): Json {
  const isObject = (value: unknown): value is Json =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  const merged = Object.entries(over).map(([key, value]): [string, unknown] => {
    const below = under[key];
    return [key, isObject(value) && isObject(below) ? laidOver(below, value) : value];
  });
  return { ...under, ...Object.fromEntries(merged) };
}

/** ConfigMaps that releases among these objects take values from, by their names. */
function valuesMaps(objects: readonly Json[]): ReadonlyMap<string, Json> {
  const names = objects
    .flatMap(({ spec }) => (record(spec)["valuesFrom"] ?? []) as Json[])
    .map(({ name }) => name);
  const maps = objects.filter(
    ({ kind, metadata }) => kind === "ConfigMap" && names.includes(record(metadata)["name"]),
  );
  return new Map(maps.map((map) => [String(record(map["metadata"])["name"]), record(map["data"])]));
}

/** The chart of a HelmRelease of Flux, as Helm takes it. */
function chartOf(release: Json, maps: ReadonlyMap<string, Json>): Chart {
  const spec = record(release["spec"]);
  const { name, namespace } = record(release["metadata"]);
  const { chart, version, sourceRef } = record(record(spec["chart"])["spec"]);
  const from = (spec["valuesFrom"] ?? []) as Json[];
  const below = from.flatMap(({ name: map, optional }) => {
    const found = maps.get(String(map));
    assert.ok(found !== undefined || optional === true, String(map));
    return found === undefined ? [] : [record(parse(String(found["values.yaml"])))];
  });
  const values = [...below, record(spec["values"])].reduce(laidOver, {});
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

/** What a cluster's Kustomization of a recipe changes in the recipe's objects. */
interface Changes {
  readonly images?: readonly { readonly name: string; readonly newName: string }[];
  readonly patches?: readonly { readonly target: Json; readonly patch: string }[];
}

/** Objects with other images and with JSON patches (RFC 6902) applied, as Kustomize does. */
function changed(objects: readonly Json[], { images = [], patches = [] }: Changes): Json[] {
  const copies = structuredClone(objects) as Json[];
  const done = patches.map(({ target, patch }) => {
    const found = copies.filter(
      (object) => object["kind"] === target["kind"] && record(object["metadata"])["name"] === target["name"],
    );
    assert.equal(found.length, 1, `one object is ${String(target["kind"])} ${String(target["name"])}`);
    return (parse(patch) as Operation[]).map((operation) => operate(record(found[0]), operation));
  });
  assert.equal(done.length, patches.length);
  const renamed = JSON.stringify(copies, (key, value: unknown) => {
    const image = images.find(({ name }) => key === "image" && String(value).startsWith(`${name}:`));
    return image === undefined ? value : String(value).replace(image.name, image.newName);
  });
  return JSON.parse(renamed) as Json[];
}

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly value: unknown;
}

function operate(object: Json, { op, path, value }: Operation): void {
  const keys = path.split("/").slice(1);
  const last = keys.pop() ?? "";
  const parent = keys.reduce<unknown>((inner, key) => record(inner)[key], object) as Record<string, unknown>;
  if (op === "add" && last === "-") {
    assert.ok(Array.isArray(parent), `${path} is a list`);
    parent.push(value);
    return;
  }
  assert.ok(Object.hasOwn(parent, last), `${path} is there`);
  if (op === "test") assert.deepEqual(parent[last], value, path);
  else if (op === "replace") parent[last] = value;
  else assert.fail(`the operation ${op} is not known`);
}

/** What a recipe's files install; `beside` them are objects that take values from theirs, or give them some. */
function ofRecipe(folder: string, changes: Changes = {}, beside: readonly Json[] = []): Installed {
  const objects = changed(objectsUnder(folder), changes);
  const maps = valuesMaps([...objects, ...beside]);
  return Object.fromEntries(
    objects.flatMap((object): [string, Chart | Json][] => {
      const title = String(record(object["metadata"])["name"]);
      if (object["kind"] === "HelmRelease") return [[`Release ${title}`, chartOf(object, maps)]];
      // It is no object of its own: what it holds is compared as the release's values.
      if (object["kind"] === "ConfigMap" && maps.has(title)) return [];
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
  if (type === "kubernetes:yaml/v2:ConfigGroup") return [ofFiles(inputs["files"] as string[])];
  return [[titleOf(inputs), inputs]];
}

/** Files of one folder of a repository at one tag, as a Kustomization of Flux names them: it takes the whole folder. */
function ofFiles(files: readonly string[]): [string, Json] {
  const parts = files.map((url) => new URL(url).pathname.split("/"));
  const [, owner = "", repository = "", tag, ...path] = parts[0] ?? [];
  const folder = path.slice(0, -1).join("/");
  for (const other of parts) {
    assert.deepEqual(other.slice(1, -1), [owner, repository, tag, ...path.slice(0, -1)]);
    assert.match(other.at(-1) ?? "", /\.yaml$/);
  }
  return [`GitRepository https://github.com/${owner}/${repository}`, { path: `./${folder}`, tag }];
}

/** What a rendered cluster with a recipe, and without another that is not needed for it, changes in it. */
function changesOf(id: RecipeId, values: object = {}): Changes {
  const tree = renderCluster(sampleRequest("aws", { recipes: [id], ...values }));
  return (parse(tree.get(`recipes/${id}.yaml`) ?? "") as { readonly spec: Changes }).spec;
}

/** What a rendered cluster with the recipe gateway has before any recipe: Envoy Gateway and its class. */
function ofGatewayAddon(): Installed {
  const tree = renderCluster(sampleRequest("aws", { recipes: ["gateway"] }));
  const objects = (file: string): Json[] =>
    parseAllDocuments(tree.get(`addons/gateway/${file}`) ?? "").map((document) => document.toJS() as Json);
  const [source, release, ...more] = objects("release.yaml").map(({ spec }) => record(spec));
  assert.ok(source !== undefined && release !== undefined && more.length === 0);
  const { releaseName, targetNamespace: namespace, values } = release;
  const { url: chart, ref } = source;
  const { tag: version } = record(ref);
  const classes = objects("workload/gateway.yaml").map((object) => [titleOf(object), object]);
  return {
    [`Release ${String(releaseName)}`]: { chart, version, repository: undefined, namespace, values },
    ...(Object.fromEntries(classes) as Installed),
  };
}

function sorted(installed: Installed): Installed {
  return Object.fromEntries(Object.entries(installed).sort(([one], [other]) => (one < other ? -1 : 1)));
}

describe("fleet: Flux and Pulumi install the same", () => {
  const registered = new Registrations();

  async function installedBy(wanted: readonly RecipeId[], keys: object = {}): Promise<Installed> {
    await registered.start({ stack: "test", preview: true });
    const config = kubernetesConfig({ recipes: wanted, ...keys });
    new Services("platform", { config, cluster: conformant });
    await registered.settled();
    return sorted(Object.fromEntries(registered.all().flatMap(ofPulumi)));
  }

  it("installs nothing where no recipe is asked for", async () => {
    assert.deepEqual(await installedBy([]), {});
  });

  for (const id of recipeIds) {
    it(`of the recipe ${id}`, async () => {
      const needed = await installedBy(recipes[id].dependsOn);
      const all = await installedBy([id]);
      const own = Object.fromEntries(Object.entries(all).filter(([title]) => !Object.hasOwn(needed, title)));
      const expected = sorted({
        ...ofRecipe(recipes[id].path, changesOf(id)),
        ...(id === "gateway" ? ofGatewayAddon() : {}),
        // Where backups go, which each cluster says of itself.
        ...(id === "backup" ? ofRecipe("fleet/examples/backup") : {}),
      });
      assert.ok(Object.keys(expected).length > 1, "the recipe has objects");
      assert.deepEqual(own, expected);
    });
  }

  for (const upstreamUrl of [llmdEndpoint, "http://ollama.models.svc:80/v1", "http://[2001:db8::1]:11434/v1"])
    it(`of the recipe router with the upstream ${upstreamUrl}`, async () => {
      const all = await installedBy(["router"], { router: { upstreamUrl } });
      const expected = ofRecipe(recipes.router.path, changesOf("router", { upstreamUrl }));
      for (const [title, object] of Object.entries(expected)) assert.deepEqual(all[title], object, title);
    });

  it("of the recipe router where the recipe observability takes its traces", async () => {
    const all = await installedBy(["router", "observability"]);
    const tree = renderCluster(sampleRequest("aws", { recipes: ["router", "observability"] }));
    const { spec } = parse(tree.get("recipes/router.yaml") ?? "") as { readonly spec: Changes };
    const expected = ofRecipe(recipes.router.path, spec);
    assert.match(JSON.stringify(expected), /OTEL_EXPORTER_OTLP_ENDPOINT.*opentelemetry-collector/);
    for (const [title, object] of Object.entries(expected)) assert.deepEqual(all[title], object, title);
  });

  for (const id of routedRecipes)
    it(`of the routes to the recipe ${id}`, async () => {
      const domain = "team-a.example.org";
      const all = await installedBy([id, "sso"], { domain });
      const others = { ...(await installedBy([id])), ...(await installedBy(["sso"], { domain })) };
      const own = Object.fromEntries(Object.entries(all).filter(([title]) => !Object.hasOwn(others, title)));
      const tree = renderCluster(sampleRequest("aws", { recipes: [id, "sso"], domain }));
      const { spec } = parse(tree.get(`recipes/routes-${id}.yaml`) ?? "") as { readonly spec: Changes };
      const recipe = objectsUnder(recipes[id].path);
      assert.deepEqual(own, sorted(ofRecipe(routesPath(id), spec, recipe)));
      const routes = changed(objectsUnder(routesPath(id)), spec);
      const withRoutes = Object.entries(ofRecipe(recipes[id].path, changesOf(id), routes));
      for (const [title, chart] of withRoutes.filter(([name]) => name.startsWith("Release ")))
        assert.deepEqual(all[title], chart, title);
    });

  for (const id of ["gateway", "sso"] as const)
    it(`of the recipe ${id} with another domain`, async () => {
      const domain = "team-a.example.org";
      const all = await installedBy([id], { domain });
      const expected = ofRecipe(recipes[id].path, changesOf(id, { domain }));
      for (const [title, object] of Object.entries(expected)) assert.deepEqual(all[title], object, title);
    });

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
