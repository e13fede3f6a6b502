import assert from "node:assert/strict";
import { addonNames } from "../../../model/eks/addon-versions";
import { planAddons } from "../../../model/eks/addons";
import { kubernetesVersions } from "../../../model/eks/kubernetes-versions";
import { tags } from "../../helpers/eks-scope";

describe("model/eks/addons", () => {
  for (const version of kubernetesVersions) {
    it(`makes each add-on of Kubernetes ${version} once`, () => {
      const plans = [...planAddons(version, "beforeNodes", tags), ...planAddons(version, "afterNodes", tags)];
      assert.deepEqual(plans.map(({ name }) => name).toSorted(), [...addonNames].toSorted());
    });
  }

  it("makes what the network of a node needs before there are nodes", () => {
    const names = planAddons("1.36", "beforeNodes", tags).map(({ name }) => name);
    assert.deepEqual(names, ["vpc-cni", "kube-proxy", "eks-pod-identity-agent"]);
  });

  it("lets CoreDNS grow with the cluster, from two replicas", () => {
    const coredns = planAddons("1.36", "afterNodes", tags).find(({ name }) => name === "coredns");
    assert.deepEqual(coredns?.settings, {
      autoScaling: { enabled: true, minReplicas: 2, maxReplicas: 10 },
    });
  });

  it("gives no settings where the defaults do", () => {
    const proxy = planAddons("1.36", "beforeNodes", tags).find(({ name }) => name === "kube-proxy");
    assert.ok(proxy !== undefined && !("settings" in proxy));
  });
});
