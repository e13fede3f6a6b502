import assert from "node:assert/strict";
import { Services } from "../../../components/k8s/services";
import type { AddonContext } from "../../../components/k8s/addon";
import { conformant, onEks } from "../../helpers/clusters";
import { eksConfig, kubernetesConfig } from "../../helpers/configs";
import { deniedBy, planPlatforms, stackConfigOf } from "../../helpers/platforms";
import { isAllowed } from "../../helpers/network-policies";
import type { NetworkPolicy } from "../../helpers/network-policies";
import { rayServices } from "../../helpers/ray-services";
import { Registrations } from "../../helpers/registrations";

const { digits, words } = rayServices;

interface Groups {
  readonly workerGroupSpecs: readonly { readonly groupName: string; readonly maxReplicas: number }[];
}

describe("components/k8s/ray-service", () => {
  const registered = new Registrations();

  async function build(services: object, cluster: AddonContext["cluster"] = conformant): Promise<void> {
    await registered.start({ stack: "test", preview: true });
    const config = kubernetesConfig({ recipes: ["ray"], ray: { services } });
    new Services("platform", { config, cluster });
    await registered.settled();
  }

  const names = (type: string): string[] =>
    registered
      .all()
      .filter((one) => one.type === type)
      .map(({ name }) => name);

  it("is not there without one", async () => {
    await build({});
    assert.deepEqual(names("kubernetes:ray.io/v1:RayService"), []);
    assert.ok(!names("kubernetes:networking.k8s.io/v1:NetworkPolicy").includes("platform-ray-ray-serve"));
  });

  it("makes each with what protects it, after the state of clusters and what opens the way", async () => {
    await build({ digits, words });
    assert.deepEqual(names("kubernetes:ray.io/v1:RayService"), [
      "platform-ray-service-digits",
      "platform-ray-service-words",
    ]);
    const budgets = names("kubernetes:policy/v1:PodDisruptionBudget");
    assert.deepEqual(
      budgets.filter((name) => name.includes("service")),
      [
        "platform-ray-service-digits-head",
        "platform-ray-service-digits-worker",
        "platform-ray-service-words-head",
      ],
    );
    const { dependencies } = registered.get("plinth:k8s:RayService", "platform-ray-service-digits");
    assert.ok(dependencies.some((urn) => urn.endsWith("StatefulSet::platform-ray-redis")));
    assert.ok(dependencies.some((urn) => urn.endsWith("NetworkPolicy::platform-ray-ray-serve")));
  });

  it("is reached by our router, and by KubeRay where the head may be alone, and by nobody else", async () => {
    const reaching = async (services: object, node: "head" | "worker"): Promise<string[]> => {
      await build(services);
      const policies = registered
        .all()
        .filter(({ type }) => type === "kubernetes:networking.k8s.io/v1:NetworkPolicy")
        .map(({ inputs }) => inputs as unknown as NetworkPolicy);
      const namespaces = ["ray", "router", "llm", "default"];
      const network = {
        policies,
        namespaces: Object.fromEntries(
          namespaces.map((name) => [name, { "kubernetes.io/metadata.name": name }]),
        ),
      };
      const labels = {
        "plinth.dev/ray-service": "digits",
        "ray.io/node-type": node,
        "ray.io/is-ray-node": "yes",
      };
      const peers = {
        router: { namespace: "router", labels: { "app.kubernetes.io/name": "router" } },
        "another pod there": { namespace: "router", labels: { app: "stranger" } },
        operator: { namespace: "ray", labels: { "app.kubernetes.io/name": "kuberay-operator" } },
        redis: { namespace: "ray", labels: { "app.kubernetes.io/name": "ray-redis" } },
        stranger: { namespace: "default", labels: {} },
      };
      const target = { namespace: "ray", labels };
      return Object.entries(peers)
        .filter(([, peer]) => isAllowed(network, peer, target, { port: 8000 }))
        .map(([name]) => name);
    };
    assert.deepEqual(await reaching({ digits }, "worker"), ["router"]);
    assert.deepEqual(await reaching({ digits }, "head"), ["router"]);
    assert.deepEqual(await reaching({ digits, words }, "head"), ["router", "operator"]);
    assert.deepEqual(await reaching({ digits, words }, "worker"), ["router"]);
  });

  it("has room in the quota of its namespace for its cluster and that of an upgrade", async () => {
    const hard = async (services: object): Promise<Readonly<Record<string, string>>> => {
      await build(services);
      const { inputs } = registered.get("kubernetes:core/v1:ResourceQuota", "platform-ray");
      return (inputs["spec"] as { hard: Readonly<Record<string, string>> }).hard;
    };
    const [without, some] = [await hard({}), await hard({ words })];
    const more = (key: string): number =>
      Number.parseInt(some[key] ?? "") - Number.parseInt(without[key] ?? "");
    // A head of 2 CPUs and 8 GiB with the autoscaler beside it, and a worker of 3 CPUs, 12 GiB and a GPU, twice.
    assert.equal(more("pods"), 4);
    assert.equal(more("requests.cpu"), 12);
    assert.equal(more("requests.memory"), 42);
    assert.equal(more("requests.nvidia.com/gpu"), 2);
  });

  it("leaves the platform's cluster what pools on AWS hold beside it", async () => {
    const pools = eksConfig({ pools: { system: { maxNodes: 3 }, "gpu-a": { maxNodes: 3 } } });
    const groupsOf = (): (readonly [string, number])[] => {
      const { inputs } = registered.get("kubernetes:ray.io/v1:RayCluster", "platform-ray-cluster");
      const { workerGroupSpecs } = inputs["spec"] as Groups;
      return workerGroupSpecs.map(({ groupName, maxReplicas }) => [groupName, maxReplicas] as const);
    };
    await build({}, { ...onEks(), pools });
    assert.deepEqual(groupsOf(), [
      ["cpu", 3],
      ["gpu", 3],
    ]);
    await build({ words }, { ...onEks(), pools });
    assert.deepEqual(groupsOf(), [
      ["cpu", 3],
      ["gpu", 1],
    ]);
  });

  it("is denied nothing by the strictest policies", async () => {
    const services = { digits, words };
    const plan = await planPlatforms([
      stackConfigOf("serving", {
        "plinth:recipes": ["ray"],
        "plinth:pools": { system: {}, cpu: { maxNodes: 8 }, "gpu-l4": { maxNodes: 6 } },
        "plinth:ray": { services },
      }),
    ]);
    const planned = plan.get("serving");
    assert.ok(planned !== undefined);
    assert.ok(planned.resources.some(({ type }) => type === "plinth:k8s:RayService"));
    assert.deepEqual(await deniedBy(planned, 1_000_000), []);
  });
});
