import assert from "node:assert/strict";
import { Services } from "../../../components/k8s/services";
import { platformNamespaces } from "../../../model/k8s/namespaces";
import { recipeIds } from "../../../model/fleet/recipes";
import { conformant, onEks } from "../../helpers/clusters";
import { eksConfig, kubernetesConfig } from "../../helpers/configs";
import { Registrations } from "../../helpers/registrations";

type Json = Readonly<Record<string, unknown>>;

/** One object of Kubernetes as it was registered. */
interface Made {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Json };
  readonly spec: Json;
}

describe("components/k8s/namespaces", () => {
  const registered = new Registrations();
  let made: readonly Made[] = [];

  async function build(keys: object = {}): Promise<void> {
    await registered.start({ stack: "test", preview: true });
    const config = kubernetesConfig({ recipes: recipeIds, ...keys });
    new Services("platform", { config, cluster: conformant });
    await registered.settled();
    made = objects();
  }

  const objects = (): Made[] =>
    registered
      .all()
      .filter(({ inputs }) => inputs["metadata"] !== undefined)
      .map(({ inputs }) => inputs as unknown as Made);

  const inNamespace = (kind: string, namespace: string): readonly Made[] =>
    made.filter((object) => object.kind === kind && object.metadata.namespace === namespace);

  function quotaOf(namespace: string): Json {
    const [found] = inNamespace("ResourceQuota", namespace);
    assert.ok(found !== undefined, namespace);
    return found.spec["hard"] as Json;
  }

  describe("gives every namespace its guard rails:", () => {
    before(() => build());

    for (const [namespace, { podSecurity, reason }] of Object.entries(platformNamespaces))
      it(namespace, () => {
        const own = made.find(({ kind, metadata: { name } }) => kind === "Namespace" && name === namespace);
        assert.equal(own?.metadata.labels?.["pod-security.kubernetes.io/enforce"], podSecurity);
        assert.equal(podSecurity === "restricted", reason === undefined, "a lower level has a reason");
        assert.equal(inNamespace("ResourceQuota", namespace).length, 1);
        assert.equal(inNamespace("LimitRange", namespace).length, 1);
        const denies = inNamespace("NetworkPolicy", namespace).filter(({ spec }) => {
          const types = spec["policyTypes"] as readonly string[];
          const all = Object.keys(spec["podSelector"] as object).length === 0;
          return all && types.includes("Ingress") && types.includes("Egress");
        });
        assert.equal(denies.length, 1, "one policy is for all pods and for both directions");
      });

    it("and no quota anywhere else", () => {
      const quotas = made.filter(({ kind }) => kind === "ResourceQuota");
      assert.deepEqual(
        quotas.map(({ metadata }) => metadata.namespace).sort(),
        Object.keys(platformNamespaces).sort(),
      );
    });
  });

  it("has GPUs where there is work for them, and nowhere else", async () => {
    const llm = { model: "Qwen/Qwen3-8B", replicas: 3, gpusPerReplica: 2 };
    await build({ ray: { maxGpuWorkers: 10, gpusPerWorker: 4 }, llm });
    const gpus = Object.keys(platformNamespaces).map((name) => [
      name,
      quotaOf(name)["requests.nvidia.com/gpu"] ?? "any",
    ]);
    const some = Object.fromEntries(gpus.filter(([, count]) => count !== "0")) as Json;
    // Ray's cluster and jobs' clusters that are as large; the model's 3 pods and one more while they are updated. What the
    // primer asks for it never gets.
    assert.deepEqual(some, { ray: "80", llm: "8", "gpu-operator": "any", "gpu-primer": "2" });
  });

  it("has a quota of volumes that follows the config", async () => {
    await build({ observability: { logs: { volumeGiB: 1000 } } });
    assert.equal(quotaOf("observability")["requests.storage"], "1120Gi");
  });

  it("has quotas of pods on every node that follow the config, and on AWS the pools too", async () => {
    await build({ guardRails: { nodes: 1000 } });
    assert.equal(quotaOf("observability")["pods"], "2050");
    await registered.start({ stack: "test", preview: true });
    const pools = { system: {}, cpu: { maxNodes: 700 } };
    const internetEgress = { reason: "Images come from public registries" };
    const config = eksConfig({ recipes: ["observability"], pools, internetEgress });
    new Services("platform", { config, cluster: { ...onEks(), pools: config } });
    await registered.settled();
    made = objects();
    assert.ok(Number(quotaOf("observability")["pods"]) > 2 * 700 + 50);
  });

  it("adds what a stack asks for beyond that", async () => {
    await build();
    const before = { ray: quotaOf("ray"), llm: quotaOf("llm") };
    await build({ guardRails: { extra: { ray: { gpus: 3, pods: 1, loadBalancers: 1 } } } });
    assert.deepEqual(quotaOf("llm"), before.llm);
    assert.deepEqual(quotaOf("ray"), {
      ...before.ray,
      pods: String(Number(before.ray["pods"]) + 1),
      "requests.nvidia.com/gpu": String(Number(before.ray["requests.nvidia.com/gpu"]) + 3),
      "services.loadbalancers": "1",
      "services.nodeports": "4",
    });
  });
});
