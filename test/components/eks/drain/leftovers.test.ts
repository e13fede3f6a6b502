import assert from "node:assert/strict";
import fc from "fast-check";
import {
  belongsToCluster,
  clusterTags,
  isKarpenterNode,
  isPodInterface,
  leftoverKinds,
  titleOf,
} from "../../../../components/eks/drain/leftovers";

describe("components/eks/drain/leftovers", () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);

  it("takes what any tag of the cluster is on, and never what is another cluster's", () => {
    fc.assert(
      fc.property(name, name, (cluster, other) => {
        fc.pre(cluster !== other);
        for (const { key, value } of clusterTags(cluster)) {
          assert.ok(belongsToCluster(cluster, { [key]: value }), key);
          assert.equal(belongsToCluster(other, { [key]: value }), false, key);
        }
      }),
    );
  });

  it("leaves alone what no tag of a cluster is on", () => {
    fc.assert(
      fc.property(
        name,
        fc.dictionary(fc.stringMatching(/^[A-Z][a-z]{1,9}$/), fc.string()),
        (cluster, tags) => {
          assert.equal(belongsToCluster(cluster, tags), false);
        },
      ),
    );
  });

  it("leaves alone what Pulumi made, unless a controller's mark is on it", () => {
    const ours = { "kubernetes.io/cluster/demo": "owned", ManagedBy: "pulumi" };
    assert.equal(belongsToCluster("demo", ours), false);
    assert.equal(belongsToCluster("demo", { ...ours, "service.k8s.aws/stack": "default/web" }), true);
    assert.equal(belongsToCluster("demo", { ...ours, "elbv2.k8s.aws/cluster": "demo" }), true);
  });

  it("leaves alone what is shared with the cluster", () => {
    assert.equal(belongsToCluster("demo", { "kubernetes.io/cluster/demo": "shared" }), false);
  });

  it("takes nodes of Karpenter and not those of node groups", () => {
    const node = { "kubernetes.io/cluster/demo": "owned" };
    assert.equal(isKarpenterNode("demo", node), false);
    assert.equal(isKarpenterNode("demo", { ...node, "karpenter.sh/nodepool": "gpu" }), true);
    assert.equal(isKarpenterNode("other", { ...node, "karpenter.sh/nodepool": "gpu" }), false);
  });

  it("takes interfaces of pods that name no cluster, and none of another", () => {
    assert.equal(isPodInterface("demo", { "eks:eni:owner": "amazon-vpc-cni" }), true);
    assert.equal(
      isPodInterface("demo", {
        "eks:eni:owner": "amazon-vpc-cni",
        "cluster.k8s.amazonaws.com/name": "other",
      }),
      false,
    );
    assert.equal(isPodInterface("demo", {}), false);
  });

  it("has words for every kind", () => {
    for (const kind of leftoverKinds) assert.match(titleOf({ kind, id: "x", going: false }), / x$/);
  });
});
