import { deepEqual, equal, ok } from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseAllDocuments } from "yaml";
import { chartSources, deadSourceOf, rayVersion, recipeCharts } from "../../model/fleet/chart-versions";
import {
  bundleName,
  fluxSource,
  partsFolder,
  recipeIds,
  recipes,
  sourcesBundle,
  withDependencies,
} from "../../model/fleet/recipes";
import { images } from "../../model/versions";
import { kubernetesPatches } from "../../model/fleet/versions";
import { skipBecause } from "../helpers/skip";
import { validate, whyNotValidated } from "./kubeconform";
import { at, readObjects, yamlFiles } from "./read";

const root = join(__dirname, "..", "..");
const releases = ["fleet/recipes", partsFolder]
  .flatMap(readObjects)
  .filter(({ kind }) => kind === "HelmRelease");
const sources = readObjects("fleet/management/flux/sources");
const bundles = readObjects("fleet/management/flux/bundles");

/** The recipe that a file is of; a part is of the recipe that applies its folder. */
function recipeOf(file: string): string | undefined {
  const folder = `./${dirname(file)}`;
  const owner = readObjects("fleet/recipes").find(({ spec }) => spec?.["path"] === folder);
  return (owner?.file ?? file).split("/")[2];
}

function release(name: string): unknown {
  return releases.find(({ metadata }) => metadata.name === name);
}

/** Kinds of objects that are in no namespace. */
const clusterKinds = ["Namespace", "PriorityClass"];

describe("fleet/recipes", () => {
  it("means the same to Helm and to Flux, which read YAML 1.1 without its dates", () => {
    const read = (text: string, schema: "core" | "yaml-1.1"): unknown[] =>
      parseAllDocuments(text, {
        schema,
        customTags: (tags) =>
          tags.filter((tag) => typeof tag === "string" || !tag.tag.endsWith(":timestamp")),
      }).map((document) => document.toJS() as unknown);
    const inner = readObjects("fleet/recipes").flatMap((object) => {
      const values = at(object, "data", "values.yaml");
      return typeof values === "string" ? [values] : [];
    });
    const texts = yamlFiles("fleet/recipes").map((file) => readFileSync(join(root, file), "utf8"));
    ok(inner.length > 0);
    for (const text of [...texts, ...inner]) deepEqual(read(text, "yaml-1.1"), read(text, "core"));
  });

  it("never goes back to a version that cannot open the database that the new one has changed", () => {
    const forward = releases.filter(({ spec }) => at(spec ?? {}, "upgrade", "strategy") !== undefined);
    deepEqual(forward.map(({ metadata }) => metadata.name).sort(), ["mlflow", "prefect-server"]);
    for (const { spec = {} } of forward) {
      equal(at(spec, "upgrade", "strategy", "name"), "RetryOnFailure");
      // With it Flux would take no other remedy.
      equal(at(spec, "upgrade", "remediation"), undefined);
      equal(spec["timeout"], "30m");
    }
  });

  it("has a folder for each recipe, and no other", () => {
    const folders = readdirSync(join(root, "fleet/recipes"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    deepEqual(folders.sort(), [...recipeIds].sort());
  });

  for (const id of recipeIds) {
    const objects = readObjects(recipes[id].path);

    it(`${id}: makes its namespaces, each with a Pod Security level`, () => {
      const namespaces = objects.filter(({ kind }) => kind === "Namespace");
      deepEqual(namespaces.map(({ metadata }) => metadata.name).sort(), [...recipes[id].namespaces].sort());
      for (const { metadata } of namespaces)
        ok(
          /^(?:privileged|baseline|restricted)$/.test(
            metadata.labels?.["pod-security.kubernetes.io/enforce"] ?? "",
          ),
        );
    });

    // Routes and what guards them stand beside the gateway, which takes none from elsewhere.
    const places = withDependencies([id]).flatMap((needed) => recipes[needed].namespaces);

    it(`${id}: puts every object into its own namespaces, into those of what it needs or beside Flux`, () => {
      for (const { kind, metadata, file } of objects)
        if (!clusterKinds.includes(kind))
          ok(
            [...places, "flux-system"].includes(metadata.namespace ?? ""),
            `${file}: ${metadata.name} is in ${metadata.namespace ?? "no namespace"}`,
          );
    });

    it(`${id}: waits for the sources and for the recipes that it needs`, () => {
      const bundle = bundles.find(({ metadata }) => metadata.name === bundleName(id));
      deepEqual(at(bundle, "spec", "dependsOn"), [
        { name: sourcesBundle.name },
        ...recipes[id].dependsOn.map((needed) => ({ name: bundleName(needed) })),
      ]);
      equal(at(bundle, "spec", "path"), `./${recipes[id].path}`);
      equal(at(bundle, "spec", "wait"), true);
    });
  }

  it("applies every part of a recipe that waits for another", () => {
    const folders = readdirSync(join(root, partsFolder)).map((name) => `./${partsFolder}/${name}`);
    const paths = readObjects("fleet/recipes").map(({ spec }) => spec?.path);
    deepEqual(
      folders.filter((folder) => !paths.includes(folder)),
      [],
    );
  });

  it("waits for a release that is there", () => {
    for (const { spec, metadata } of releases)
      for (const { name } of (spec?.dependsOn ?? []) as { name: string }[])
        ok(
          releases.some(
            (other) => other.metadata.name === name && other.metadata.namespace === metadata.namespace,
          ),
          `${metadata.name} waits for ${name}`,
        );
  });

  it("is valid by the schemas of every kind", function () {
    const reason = whyNotValidated();
    if (reason !== undefined) skipBecause(this, reason);
    for (const kubernetes of Object.values(kubernetesPatches))
      equal(validate(["fleet/recipes", "fleet/routes", "fleet/management"], kubernetes), "");
  });
});

describe("model/fleet/chart-versions", () => {
  it("has every source that fleet/ has, with its address and tag", () => {
    const found = sources.map(({ kind, metadata, spec }) => {
      const tag = at(spec, "ref", "tag");
      return [metadata.name, { kind, url: spec?.url, ...(tag === undefined ? {} : { tag }) }];
    });
    deepEqual(Object.fromEntries(found), chartSources);
  });

  it("takes the chart's layer of every OCI artifact", () => {
    for (const { kind, spec } of sources)
      if (kind === "OCIRepository")
        deepEqual(spec?.layerSelector, {
          mediaType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
          operation: "copy",
        });
  });

  it("has every chart that a release takes from a Helm repository, in the release's version", () => {
    const found = releases
      .filter(({ spec }) => spec?.chart !== undefined)
      .map(({ file, spec }) => {
        const chart = at(spec, "chart", "spec");
        return [
          at(chart, "chart"),
          {
            recipe: recipeOf(file),
            source: at(chart, "sourceRef", "name"),
            version: at(chart, "version"),
          },
        ];
      });
    deepEqual(Object.fromEntries(found), recipeCharts);
  });

  it("knows the source of every release that takes a whole artifact", () => {
    for (const { spec } of releases)
      if (spec?.chartRef !== undefined)
        equal(chartSources[String(at(spec, "chartRef", "name"))]?.kind, "OCIRepository");
  });

  it("uses no dead source, and every living one", () => {
    for (const { url } of Object.values(chartSources)) equal(deadSourceOf(url), undefined);
    const used = [
      ...Object.values(recipeCharts).map(({ source }) => source),
      ...releases.map(({ spec }) => at(spec, "chartRef", "name")),
      ...readObjects("fleet/recipes/llm").map(({ spec }) => at(spec, "sourceRef", "name")),
    ];
    deepEqual(
      Object.keys(chartSources).filter((name) => !used.includes(name)),
      [],
    );
  });

  it("knows a dead source however it is written", () => {
    for (const url of [
      "https://charts.bitnami.com/bitnami",
      "oci://registry-1.docker.io/bitnamicharts",
      "oci://registry-1.docker.io/bitnamicharts/postgresql",
      "https://kubernetes.github.io/ingress-nginx",
      "https://grafana.github.io/helm-charts/",
      "HTTPS://Grafana.GitHub.io/helm-charts",
    ])
      ok(deadSourceOf(url) !== undefined, url);
  });

  it("says which Ray, and which Prefect, as the releases do", () => {
    const ray = readObjects(`${partsFolder}/ray-cluster`).find(({ kind }) => kind === "RayCluster");
    equal(ray?.spec?.["rayVersion"], rayVersion);
    const tag = at(release("prefect-server"), "spec", "values", "global", "prefect", "image", "prefectTag");
    equal(tag, images.prefect.pull.split(":")[1]);
    const picker = at(release("llm-d-router"), "spec", "values", "router", "epp", "image", "tag");
    const chart = chartSources["llm-d-router"];
    equal(picker, chart !== undefined && "tag" in chart ? chart.tag : undefined);
  });
});

describe("fleet/management/flux", () => {
  it("reads every bundle from the source that Flux makes", () => {
    for (const { spec } of bundles)
      deepEqual(spec?.sourceRef, { kind: fluxSource.kind, name: fluxSource.name });
  });

  it("has a bundle for each recipe and one for the sources", () => {
    deepEqual(
      bundles.map(({ metadata }) => metadata.name).sort(),
      [...recipeIds.map(bundleName), sourcesBundle.name].sort(),
    );
  });
});
