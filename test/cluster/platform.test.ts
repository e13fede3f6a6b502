import assert from "node:assert/strict";
import { platformNamespaces } from "../../model/k8s/namespaces";
import { readObjects } from "../fleet/read";
import { rayServices } from "../helpers/ray-services";
import { skipBecause } from "../helpers/skip";
import type { KubernetesObject } from "./control-plane/cluster";
import { defineKinds, kindOf } from "./control-plane/define-kinds";
import type { KnownKinds } from "./control-plane/define-kinds";
import { useCluster } from "./control-plane/use-cluster";
import { deployment, namespace, pod, podSpec, volumes } from "./objects";
import { inOrder, platformObjects } from "./platform-objects";

/** What Flux applies of the recipes: the objects of their folders, and of the parts that these refer to. */
function fluxObjects(): KubernetesObject[] {
  const objects = ["fleet/recipes", "fleet/management/flux"].flatMap(readObjects);
  return inOrder(objects.map(({ file: _, ...object }) => object as KubernetesObject));
}

/** A namespace that Flux itself has. */
const FLUX = "flux-system";

/** Objects that follow the model and the services on Ray, which only the stack of this test has. */
const ofTheStack = new Set([
  // Its configuration names each route, and its pods carry the configuration's hash.
  "Deployment sso/authelia",
  "ResourceQuota llm/guard-rails",
  "LimitRange llm/guard-rails",
  "ResourceQuota ray/guard-rails",
]);

const secure = {
  securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
  containers: [
    {
      name: "main",
      image: "example.test/main:1",
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    },
  ],
} as const;

interface Resources {
  readonly requests: Readonly<Record<"cpu" | "memory", string>>;
  readonly limits: { readonly memory: string };
}

describe("test/cluster/platform", () => {
  const cluster = useCluster();
  let pulumi: readonly KubernetesObject[] = [];
  let flux: readonly KubernetesObject[] = [];
  let kinds: KnownKinds;

  before("define kinds, add nodes and volumes", async function () {
    this.timeout("5m");
    pulumi = await platformObjects({ ray: { services: rayServices } });
    flux = fluxObjects();
    kinds = await defineKinds(cluster, [...pulumi, ...flux]);
    await cluster.apply([namespace(FLUX), ...volumes(20)]);
    await cluster.addNodes(4, { labels: { "kubernetes.io/arch": "amd64" } });
    await cluster.addNodes(1, {
      name: "gpu",
      taints: [{ key: "nvidia.com/gpu", value: "true", effect: "NoSchedule" }],
      capacity: { "nvidia.com/gpu": "8", cpu: "96", memory: "768Gi" },
    });
  });

  it("keeps every object that a stack registers", async () => {
    const known = pulumi.filter(kinds.knows);
    assert.ok(known.some(({ kind }) => kind === "Deployment"));
    assert.equal(pulumi.filter(({ kind }) => kind === "RayService").length, 2);
    await cluster.apply(known);
  });

  it("keeps every object of Flux's, and what both have is the same to it", async () => {
    const both = [...new Set(pulumi.filter(kinds.isCore).map(({ kind }) => kind))];
    const generations = async (): Promise<Record<string, unknown>> => {
      const found = await Promise.all(both.map((kind) => cluster.get(kind.toLowerCase())));
      // A HorizontalPodAutoscaler or a controller may write a status meanwhile: a generation counts changes of specs.
      // What a controller has made is its own, and follows the object that it was made for.
      const applied = found.flat().filter(({ metadata }) => metadata["ownerReferences"] === undefined);
      return Object.fromEntries(
        applied.map(({ kind, metadata: { name, namespace: place, uid, generation } }) => {
          return [`${kind} ${place ?? ""}/${name}`, `${String(uid)} ${String(generation)}`];
        }),
      );
    };
    const before = await generations();
    // The model is a setting of stacks alone, and the router's upstream and image are a cluster's own: Flux patches them.
    const patched = (object: KubernetesObject): boolean => object.metadata.namespace === "router";
    await cluster.apply(flux.filter((object) => kinds.knows(object) && !patched(object)));
    const after = await generations();
    for (const [name, generation] of Object.entries(before)) {
      if (ofTheStack.has(name)) continue;
      assert.equal(after[name], generation, name);
    }
    await cluster.apply(flux.filter((object) => kinds.knows(object) && patched(object)));
  });

  it("leaves no kind out but those that nothing defines", function () {
    const left = new Set([...pulumi, ...flux].filter((object) => !kinds.knows(object)).map(kindOf));
    if (left.size === 0) return;
    const names = [...left].sort().join(", ");
    skipBecause(
      this,
      [`no Go module defines ${names}, and PLINTH_SCHEMAS names no folder that does`, ...kinds.problems].join(
        "; ",
      ),
    );
  });

  it("makes every workload of ours ready, within the quotas", async function () {
    this.timeout("2m");
    const workloads = pulumi.filter(({ kind }) => ["Deployment", "StatefulSet"].includes(kind));
    const names = workloads.map(({ metadata: { name } }) => name);
    for (const name of ["router", "model-server", "ray-redis"]) assert.ok(names.includes(name), name);
    for (const { kind, metadata } of workloads)
      await cluster.kubectl([
        ...["rollout", "status", `${kind.toLowerCase()}/${metadata.name}`],
        ...[`--namespace=${metadata.namespace ?? ""}`, "--timeout=60s"],
      ]);
  });

  describe("holds every namespace to its guard rails:", () => {
    const refuses = (object: KubernetesObject, words: RegExp): Promise<void> =>
      assert.rejects(cluster.apply([object], { dryRun: true }), words);

    for (const [name, { podSecurity }] of Object.entries(platformNamespaces)) {
      const place = { name: "intruder", namespace: name };
      const level = podSecurity === "privileged" ? undefined : podSecurity;

      if (level !== undefined)
        it(`${name} refuses a privileged pod`, async () => {
          const privileged = {
            ...secure,
            containers: [{ ...secure.containers[0], securityContext: { privileged: true } }],
          };
          await refuses(
            pod(place, privileged),
            new RegExp(`violates PodSecurity "${level}:latest": privileged`),
          );
        });

      if (level === "restricted")
        it(`${name} refuses a pod that may run as root`, async () => {
          await refuses(
            pod(place, podSpec()),
            /violates PodSecurity "restricted:latest": .*runAsNonRoot != true/,
          );
        });

      it(`${name} gives a container sizes, and refuses one that is too large`, async () => {
        const answer = await cluster.kubectl(["create", "--dry-run=server", "--output=json", "-f", "-"], {
          input: JSON.stringify(pod(place, secure)),
        });
        const { spec } = JSON.parse(answer) as { spec: { containers: [{ resources: Resources }] } };
        const { resources } = spec.containers[0];
        assert.deepEqual(resources.requests, { cpu: "50m", memory: "64Mi" });
        assert.match(resources.limits.memory, /^\d+Gi$/);
        const requests = { cpu: "1", memory: "100Ti" };
        const large = {
          ...secure,
          containers: [{ ...secure.containers[0], resources: { requests, limits: requests } }],
        };
        await refuses(pod(place, large), /maximum memory usage per Container is \d+Gi, but limit is 100Ti/);
      });

      it(`${name} refuses a way in past the gateway, and GPUs beyond its own`, async () => {
        const quota = await hardQuotaOf(name);
        const service: KubernetesObject = {
          apiVersion: "v1",
          kind: "Service",
          metadata: place,
          spec: {
            type: "NodePort",
            ports: Array.from({ length: 40 }, (_, index) => ({ name: `p${index}`, port: index + 1 })),
          },
        };
        await refuses(service, /exceeded quota: guard-rails, requested: services\.nodeports=40/);
        const gpus = quota["requests.nvidia.com/gpu"];
        if (gpus === undefined) return;
        const limits = { "nvidia.com/gpu": String(Number(gpus) + 1) };
        const greedy = { ...secure, containers: [{ ...secure.containers[0], resources: { limits } }] };
        await refuses(
          pod(place, greedy),
          /exceeded quota: guard-rails, requested: requests\.nvidia\.com\/gpu=/,
        );
      });
    }

    async function hardQuotaOf(name: string): Promise<Readonly<Record<string, string>>> {
      const [found] = await cluster.get("resourcequotas", name);
      return (found?.spec as { hard: Record<string, string> }).hard;
    }

    it("makes no pod beyond the number that a namespace may have", async () => {
      const quota = await hardQuotaOf("router");
      const most = Number(quota["pods"]);
      await cluster.apply([deployment({ name: "many", namespace: "router" }, most + 5, { ...secure })]);
      const refused = await cluster.until("the quota refuses a pod", 60, async () => {
        const events = await cluster.get("events", "router");
        return events.find(
          ({ reason, message }) => reason === "FailedCreate" && /exceeded quota/.test(String(message)),
        );
      });
      assert.match(String(refused["message"]), /exceeded quota: guard-rails, requested: pods=1/);
      const pods = await cluster.get("pods", "router");
      assert.equal(pods.length, most);
    });
  });
});
