import { finds } from "./tree";

describe("cli/render/proofs/order", () => {
  it("finds a release that does not wait for the network", () => {
    finds(
      [["addons/gateway/release.yaml", "  dependsOn:\n    - name: cilium\n", ""]],
      [
        "[order] addons/gateway/release.yaml:21 HelmRelease clusters/gateway does not wait for HelmRelease clusters/cilium; its pods have no network before that.",
      ],
    );
  });

  it("finds a cluster without a network", () => {
    finds(
      [
        ["addons/cilium/release.yaml"],
        ["addons/gateway/release.yaml"],
        ["addons/gateway/workload/gateway.yaml"],
      ],
      [
        "[order] recipes/sources.yaml:4 Kustomization flux-system/sources needs pods in the cluster, and nothing installs its network. Add a HelmRelease of Cilium with `kubeConfig`, applied to the management cluster.",
      ],
    );
  });

  it("finds a network that Flux in the cluster would have to install", () => {
    finds(
      [
        ["addons/cilium/release.yaml", "  kubeConfig:\n    secretRef:\n      name: one-kubeconfig\n", ""],
        ["addons/gateway/release.yaml"],
        ["addons/gateway/workload/gateway.yaml"],
      ],
      [
        "[order] recipes/sources.yaml:4 Kustomization flux-system/sources needs pods in the cluster, and nothing installs its network. Add a HelmRelease of Cilium with `kubeConfig`, applied to the management cluster.",
      ],
    );
  });

  it("finds a recipe that does not wait for what it needs", () => {
    finds(
      [["recipes/ray.yaml", ", { name: recipe-base }", ""]],
      [
        "[order] recipes/ray.yaml:9 Kustomization flux-system/recipe-ray does not wait for recipe-base, which brings what it needs.",
      ],
    );
  });

  it("finds a recipe that does not wait for the chart sources", () => {
    finds(
      [["recipes/ray.yaml", "{ name: sources }, ", ""]],
      [
        "[order] recipes/ray.yaml:9 Kustomization flux-system/recipe-ray does not wait for sources, which brings what it needs.",
      ],
    );
  });

  it("finds a path that is no recipe", () => {
    finds(
      [["recipes/ray.yaml", "./fleet/recipes/ray", "./fleet/recipes/rays"]],
      [
        "[order] recipes/ray.yaml:13 Kustomization flux-system/recipe-ray applies ./fleet/recipes/rays, which is no recipe. Did you mean ./fleet/recipes/ray?",
      ],
    );
  });

  it("takes a part of a recipe", () => {
    finds([["recipes/ray.yaml", "./fleet/recipes/ray", "./fleet/management/flux/parts/llm-d-router"]], []);
  });

  it("finds an object whose CRDs nothing brings", () => {
    finds(
      [
        ["recipes/cluster.yaml", "", "apiVersion: ray.io/v1\nkind: RayCluster\nmetadata:\n  name: one\n"],
        ["recipes/ray.yaml"],
      ],
      [
        "[order] recipes/cluster.yaml:1 RayCluster one is of ray.io, whose CRDs the recipe ray brings, and that is not there.",
      ],
    );
  });

  it("finds an object beside what brings its CRDs", () => {
    finds(
      [
        [
          "addons/gateway/more.yaml",
          "",
          "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata:\n  name: one\n",
        ],
      ],
      [
        "[order] addons/gateway/more.yaml:1 Gateway one stands in one folder with addons/gateway/release.yaml, which brings its CRDs; both are applied at once, and it would be refused. Put it into a folder that is applied later.",
      ],
    );
  });
});
