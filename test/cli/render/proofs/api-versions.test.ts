import { finds } from "./tree";

describe("cli/render/proofs/api-versions", () => {
  it("finds a version that a provider serves no more", () => {
    finds(
      [["cluster/cluster.yaml", "v1beta2\nkind: AWSCluster", "v1beta1\nkind: AWSCluster"]],
      [
        "[api-versions] cluster/cluster.yaml:7 AWSCluster clusters/one is of infrastructure.cluster.x-k8s.io/v1beta1, which the pinned release does not serve. Use infrastructure.cluster.x-k8s.io/v1beta2.",
      ],
    );
  });

  it("knows the versions of each provider by its kinds", () => {
    finds([["cluster/cluster.yaml", "v1beta2\nkind: AWSCluster", "v1beta1\nkind: AzureCluster"]], []);
  });

  it("finds a group that nothing serves", () => {
    finds(
      [
        [
          "cluster/cluster.yaml",
          "infrastructure.cluster.x-k8s.io/v1beta2\nkind: AWSCluster",
          "example.com/v1\nkind: AWSCluster",
        ],
      ],
      [
        "[api-versions] cluster/cluster.yaml:7 AWSCluster clusters/one is of example.com/v1, which no pinned release is known to serve. Add it to model/fleet/served-apis.ts where one does.",
      ],
    );
  });

  it("finds a provider that is none of ours", () => {
    finds(
      [["cluster/cluster.yaml", "kind: AWSCluster", "kind: OpenStackCluster"]],
      [
        "[api-versions] cluster/cluster.yaml:7 OpenStackCluster clusters/one is of infrastructure.cluster.x-k8s.io/v1beta2, which no pinned release is known to serve. Add it to model/fleet/served-apis.ts where one does.",
      ],
    );
  });
});
