import assert from "node:assert/strict";
import { planPools } from "../../../../model/eks/pools";
import { onEks, onKarpenter } from "../../../helpers/clusters";
import { eksConfig } from "../../../helpers/configs";
import { ServiceStack } from "../../../helpers/service-stack";

interface Pod {
  readonly priorityClassName: string;
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly tolerations?: readonly object[];
  readonly containers: readonly {
    readonly resources: { readonly limits: Readonly<Record<string, string>> };
  }[];
}

const recipes = ["autoscaling"];

describe("components/k8s/addons/gpu-primer", () => {
  const stack = new ServiceStack();
  const type = "kubernetes:apps/v1:ReplicaSet";
  const pod = (): Pod => {
    const { spec } = stack.registered.get(type, "platform-gpu-primer").inputs;
    return (spec as { readonly template: { readonly spec: Pod } }).template.spec;
  };

  it("asks for one GPU, and for a label that no node of any pool has", async () => {
    await stack.build({ recipes });
    const { nodeSelector, containers, tolerations } = pod();
    assert.equal(containers[0]?.resources.limits["nvidia.com/gpu"], "1");
    assert.equal(tolerations, undefined);
    const pools = { system: {}, cpu: {}, "gpu-a": { labels: { team: "vision" } } };
    const labels = planPools(eksConfig({ pools })).flatMap((plan) => Object.keys(plan.labels));
    for (const key of Object.keys(nodeSelector)) assert.ok(!labels.includes(key), key);
  });

  it("takes nobody's place", async () => {
    await stack.build({ recipes });
    assert.equal(pod().priorityClassName, "plinth-placeholder");
  });

  it("is there with Cluster Autoscaler, and not with Karpenter, which waits for no pod", async () => {
    const there = () => stack.registered.all().some((one) => one.type === type);
    await stack.build({ recipes }, onEks());
    assert.equal(there(), true);
    await stack.build({ recipes }, onKarpenter());
    assert.equal(there(), false);
  });
});
