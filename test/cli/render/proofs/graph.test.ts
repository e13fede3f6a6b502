import { finds } from "./tree";

describe("cli/render/proofs/graph", () => {
  it("finds a dependency that is not there", () => {
    finds(
      [["addons/gateway/release.yaml", "    - name: cilium", "    - name: cilium\n    - name: calico"]],
      [
        "[graph] addons/gateway/release.yaml:30 HelmRelease clusters/gateway waits for HelmRelease clusters/calico, which is not there; it would wait for ever.",
      ],
    );
  });

  it("takes no release for a Kustomization", () => {
    finds(
      [
        [
          "recipes/ray.yaml",
          "{ name: recipe-base }",
          "{ name: recipe-base }, { name: cilium, namespace: clusters }",
        ],
      ],
      [
        "[graph] recipes/ray.yaml:9 Kustomization flux-system/recipe-ray waits for Kustomization clusters/cilium, which is not there; it would wait for ever.",
      ],
    );
  });

  it("finds what waits for itself", () => {
    finds(
      [["recipes/ray.yaml", "{ name: recipe-base }", "{ name: recipe-base }, { name: recipe-ray }"]],
      [
        "[graph] recipes/ray.yaml:9 These wait for each other, so none of them starts: Kustomization flux-system/recipe-ray.",
      ],
    );
  });

  it("finds a circle once", () => {
    finds(
      [["recipes/base.yaml", "{ name: sources }", "{ name: sources }, { name: recipe-ray }"]],
      [
        "[graph] recipes/base.yaml:9 These wait for each other, so none of them starts: Kustomization flux-system/recipe-ray, Kustomization flux-system/recipe-base.",
      ],
    );
  });

  it("finds a source that is not there", () => {
    finds(
      [["recipes/ray.yaml", "name: flux-system\n  path", "name: flux\n  path"]],
      [
        "[graph] recipes/ray.yaml:11 Kustomization flux-system/recipe-ray comes from GitRepository flux-system/flux, which is not there.",
      ],
    );
  });

  it("finds a release without a source", () => {
    finds(
      [
        ["addons/cilium/release.yaml", "  chartRef:\n    kind: OCIRepository\n    name: cilium\n", ""],
        ["addons/gateway/release.yaml"],
        ["addons/gateway/workload/gateway.yaml"],
      ],
      [
        "[order] addons/cilium/release.yaml:18 HelmRelease clusters/cilium needs pods in the cluster, and nothing installs its network. Add a HelmRelease of Cilium with `kubeConfig`, applied to the management cluster.",
        "[graph] addons/cilium/release.yaml:21 HelmRelease clusters/cilium names no source.",
      ],
    );
  });
});
