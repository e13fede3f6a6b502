import assert from "node:assert/strict";
import { parseAllDocuments } from "yaml";
import { renderCluster } from "../../cli/render/cluster";
import { providerIds } from "../../cli/render/providers";
import { recipeIds } from "../../model/fleet/recipes";
import { sampleRequest } from "../cli/render/samples";
import { readObjects } from "../fleet/read";
import { skipBecause } from "../helpers/skip";
import type { KubernetesObject } from "./control-plane/cluster";
import { defineKinds, kindOf } from "./control-plane/define-kinds";
import type { KnownKinds } from "./control-plane/define-kinds";
import { useCluster } from "./control-plane/use-cluster";
import { namespace } from "./objects";

/** What is judged: the files of a cluster with every recipe for each provider, and the folders that these refer to. */
const sources: Readonly<Record<string, readonly KubernetesObject[]>> = {
  ...Object.fromEntries(
    providerIds.map((id) => {
      const tree = renderCluster(sampleRequest(id, { recipes: [...recipeIds] }));
      return [`render up --provider ${id}`, [...tree].flatMap(([path, text]) => objectsOf(path, text))];
    }),
  ),
  ...Object.fromEntries(
    ["fleet/recipes", "fleet/management", "fleet/crossplane"].map((folder) => [
      folder,
      readObjects(folder).map(({ file: _, ...object }) => object as KubernetesObject),
    ]),
  ),
};

/** The objects of one file, read as kubectl reads it. */
function objectsOf(path: string, text: string): KubernetesObject[] {
  if (!path.endsWith(".yaml")) return [];
  return parseAllDocuments(text, { version: "1.1" }).map((document) => document.toJS() as KubernetesObject);
}

/** Namespaces that are not ours to make: `flux bootstrap` makes one, and Envoy Gateway's chart another. */
const foreignNamespaces = ["envoy-gateway-system", "flux-system"];

/** Kinds whose definitions no public module has; they are made from schemas where there are some. */
const undefinedKinds = [
  "apiextensions.crossplane.io/CompositeResourceDefinition",
  "apiextensions.crossplane.io/Composition",
  "aws.m.upbound.io/ProviderConfig",
  "cert-manager.io/Certificate",
  "cert-manager.io/Issuer",
  "controlplane.cluster.x-k8s.io/TalosControlPlane",
  "external-secrets.io/ExternalSecret",
  "gateway.envoyproxy.io/BackendTrafficPolicy",
  "gateway.envoyproxy.io/ClientTrafficPolicy",
  "gateway.envoyproxy.io/EnvoyProxy",
  "gateway.envoyproxy.io/SecurityPolicy",
  "generators.external-secrets.io/Password",
  "helm.toolkit.fluxcd.io/HelmRelease",
  "pkg.crossplane.io/Function",
  "pkg.crossplane.io/Provider",
  "ray.io/RayCluster",
];

describe("test/cluster/render", () => {
  const cluster = useCluster();
  const all = Object.values(sources).flat();
  let kinds: KnownKinds;

  const first = (kind: string): KubernetesObject => {
    const found = all.find((object) => object.kind === kind);
    assert.ok(found !== undefined, `nothing is a ${kind}`);
    return structuredClone(found);
  };

  before("make namespaces and define kinds", async function () {
    this.timeout("5m");
    // What stands in a namespace that is not there is refused, in a dry run too.
    await cluster.apply(all.filter(({ kind }) => kind === "Namespace"));
    await cluster.apply(foreignNamespaces.map((name) => namespace(name)));
    kinds = await defineKinds(cluster, all);
  });

  for (const [what, objects] of Object.entries(sources))
    describe(what, () => {
      it("has only namespaces that it makes, or that are known to be there", () => {
        const made = all.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name);
        const used = objects.flatMap(({ metadata }) => metadata.namespace ?? []);
        const known = [...made, ...foreignNamespaces];
        assert.deepEqual(
          used.filter((name) => !known.includes(name)),
          [],
        );
      });

      it("has no object that the API server refuses, as far as kinds can be defined", async () => {
        const judged = objects.filter(kinds.knows);
        assert.ok(judged.length > 0, "nothing of it can be judged");
        await cluster.apply(judged, { dryRun: true });
      });
    });

  it("leaves no kind out but those that nothing defines", function () {
    const left = new Set(all.filter((object) => !kinds.knows(object)).map(kindOf));
    if (kinds.problems.length === 0)
      assert.deepEqual(
        [...left].filter((kind) => !undefinedKinds.includes(kind)),
        [],
      );
    if (left.size === 0) return;
    const names = [...left].sort().join(", ");
    skipBecause(
      this,
      [`no Go module defines ${names}, and PLINTH_SCHEMAS names no folder that does`, ...kinds.problems].join(
        "; ",
      ),
    );
  });

  describe("refuses", () => {
    const refuses = (object: KubernetesObject, words: RegExp): Promise<void> =>
      assert.rejects(cluster.apply([object], { dryRun: true }), words);

    it("a field that a kind of Kubernetes' own does not have", async () => {
      const mistaken = { ...first("Namespace"), spec: { finalisers: [] } };
      await refuses(mistaken, /\.spec\.finalisers: field not declared in schema/);
    });

    it("a label that is none", async () => {
      const { metadata, ...rest } = first("Namespace");
      const labels = { "pod-security.kubernetes.io/enforce": "very restricted" };
      await refuses(
        { ...rest, metadata: { ...metadata, labels } },
        /metadata\.labels: Invalid value: "very restricted"/,
      );
    });

    it("an object whose namespace is not there", async () => {
      const { metadata, ...rest } = first("PersistentVolumeClaim");
      await refuses(
        { ...rest, metadata: { ...metadata, namespace: "nowhere" } },
        /namespaces "nowhere" not found/,
      );
    });

    it("a field that a custom resource does not have", async function () {
      if (!kinds.knows(first("Cluster"))) skipBecause(this, kinds.problems.join("; "));
      const { spec, ...rest } = first("Cluster") as KubernetesObject & { spec: object };
      await refuses(
        { ...rest, spec: { ...spec, contrlPlaneRef: {} } },
        /\.spec\.contrlPlaneRef: field not declared/,
      );
    });

    it("a value that a custom resource's rules forbid", async function () {
      if (!kinds.knows(first("Gateway"))) skipBecause(this, kinds.problems.join("; "));
      const { spec, ...rest } = first("Gateway") as KubernetesObject & { spec: { listeners: object[] } };
      const [listener] = spec.listeners;
      const listeners = [listener, { ...listener, name: "other", port: 99_999 }];
      await refuses({ ...rest, spec: { ...spec, listeners } }, /should be less than or equal to 65535/);
    });
  });
});
