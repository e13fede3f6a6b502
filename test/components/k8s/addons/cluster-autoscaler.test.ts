import assert from "node:assert/strict";
import { kubernetesVersions } from "../../../../model/eks/kubernetes-versions";
import { nodeGroupName } from "../../../../model/eks/node-group";
import { planPools } from "../../../../model/eks/pools";
import { onEks, onKarpenter } from "../../../helpers/clusters";
import { eksConfig } from "../../../helpers/configs";
import { ServiceStack } from "../../../helpers/service-stack";

const recipes = ["autoscaling"];
const CHART = "cluster-autoscaler";
const type = "plinth:k8s:ClusterAutoscaler";

describe("components/k8s/addons/cluster-autoscaler", () => {
  const stack = new ServiceStack();
  const value = (...path: string[]) => stack.value(CHART, ...path);
  const has = (one: string) => stack.registered.all().some((found) => found.type === one);

  it("is there on AWS alone, and never beside Karpenter", async () => {
    await stack.build({ recipes });
    assert.deepEqual([has(type), has("plinth:k8s:Karpenter")], [false, false]);
    await stack.build({ recipes }, onEks());
    assert.deepEqual([has(type), has("plinth:k8s:Karpenter")], [true, false]);
    await stack.build({ recipes }, onKarpenter());
    assert.deepEqual([has(type), has("plinth:k8s:Karpenter")], [false, true]);
  });

  it("is of the minor version of the cluster", async () => {
    for (const kubernetesVersion of kubernetesVersions) {
      await stack.build({ recipes }, { ...onEks(), kubernetesVersion });
      assert.ok(String(value("image", "tag")).startsWith(`v${kubernetesVersion}.`));
    }
  });

  it("finds the groups that are tagged as the cluster's, and tries spot before nodes on demand", async () => {
    const pools = eksConfig({
      pools: { system: {}, cpu: {}, "cpu-spot": { capacity: "spot" }, "gpu-a": {} },
    });
    await stack.build({ recipes }, { ...onEks(), pools });
    assert.equal(value("autoDiscovery", "clusterName"), "plinth");
    assert.equal(value("extraArgs", "expander"), "priority,least-waste");
    const tried = value("expanderPriorities") as Readonly<Record<string, readonly string[]>>;
    /** The pool of a group that EKS has made, by the pattern that takes it. */
    const groups = planPools(pools).map(
      (plan) => [plan.name, `eks-${nodeGroupName(plan)}-aec7c1e1-4b`] as const,
    );
    const taken = (weight: string) =>
      groups.flatMap(([name, group]) =>
        tried[weight]?.some((pattern) => new RegExp(pattern).test(group)) === true ? [name] : [],
      );
    assert.deepEqual(taken("20"), ["cpu-spot", "gpu-a"]);
    assert.deepEqual(taken("10"), ["system", "cpu"]);
  });

  it("never ends a node with GPUs of which one is in use, and lets no pod of ours hold an idle one", async () => {
    await stack.build({ recipes }, onEks());
    const threshold = Number(value("extraArgs", "scale-down-gpu-utilization-threshold"));
    // A node has 16 GPUs at most.
    assert.ok(threshold > 0 && threshold < 1 / 16);
    for (const flag of ["skip-nodes-with-system-pods", "skip-nodes-with-local-storage"])
      assert.equal(value("extraArgs", flag), "false");
  });

  it("ends a hundred idle nodes at once, not ten", async () => {
    await stack.build({ recipes }, onEks());
    assert.ok(Number(value("extraArgs", "max-scale-down-parallelism")) >= 100);
    // Each is marked by a request of its own.
    assert.ok(Number(value("extraArgs", "kube-client-burst")) >= 100);
  });

  it("has its role by EKS, or by an annotation of its service account", async () => {
    await stack.build({ recipes }, onEks());
    assert.deepEqual(value("rbac", "serviceAccount"), { name: "cluster-autoscaler", annotations: {} });
    assert.ok(stack.policy("cluster-autoscaler-pod-identity"));
    await stack.build({ recipes }, onEks(["cluster-autoscaler"]));
    const role = "arn:aws:iam::123456789012:role/plinth-cluster-autoscaler";
    assert.deepEqual(value("rbac", "serviceAccount", "annotations"), { "eks.amazonaws.com/role-arn": role });
    assert.equal(stack.policy("cluster-autoscaler-pod-identity"), undefined);
  });

  it("comes before all that runs on its nodes, and goes after it", async () => {
    await stack.build({ recipes: ["autoscaling", "ray"] }, onEks());
    for (const [other, name] of [
      ["plinth:k8s:CertManager", "platform-cert-manager"],
      ["plinth:k8s:Ray", "platform-ray"],
    ] as const) {
      const { dependencies } = stack.registered.get(other, name);
      assert.ok(
        dependencies.some((urn) => urn.endsWith("Release::platform-cluster-autoscaler")),
        name,
      );
    }
  });
});
