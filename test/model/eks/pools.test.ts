import assert from "node:assert/strict";
import fc from "fast-check";
import type { z } from "zod";
import { PoolSettings } from "../../../model/config/eks/pool";
import { gpuModels } from "../../../model/eks/gpus";
import { instanceType } from "../../../model/eks/instance-types";
import type { InstanceType } from "../../../model/eks/instance-types";
import type { PoolPlan } from "../../../model/eks/pool-plan";
import { MOST_TYPES } from "../../../model/eks/pool-types";
import { GPU_TAINT, nodeGroupsOf, planPools, SPOT_TAINT } from "../../../model/eks/pools";
import type { PoolsConfig } from "../../../model/eks/pools";

type Given = z.input<typeof PoolSettings>;
type Pools = Readonly<Record<string, Given>>;

const ZONES = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];

function configOf(pools: Pools, autoscaler: PoolsConfig["autoscaler"] = "clusterAutoscaler"): PoolsConfig {
  const parsed = Object.entries(pools).map(([name, given]) => [name, PoolSettings.parse(given)] as const);
  return { name: "prod", zones: ZONES, autoscaler, pools: Object.fromEntries(parsed) };
}

/** The plan of one pool. */
function planned(name: string, given: Given = {}, autoscaler?: PoolsConfig["autoscaler"]): PoolPlan {
  const [plan] = planPools(configOf({ [name]: given }, autoscaler));
  assert.ok(plan !== undefined);
  return plan;
}

function typeNamed(name: string): InstanceType {
  const type = instanceType(name);
  assert.ok(type !== undefined, name);
  return type;
}

describe("model/eks/pools", () => {
  it("plans each pool under its name, in the order of the config", () => {
    const plans = planPools(configOf({ system: {}, "cpu-batch": {}, cpu: {}, "gpu-a10g": {} }));
    assert.deepEqual(
      plans.map(({ name, kind }) => [name, kind]),
      [
        ["system", "system"],
        ["cpu-batch", "cpu"],
        ["cpu", "cpu"],
        ["gpu-a10g", "gpu"],
      ],
    );
  });

  it("keeps the pool system on demand, free of taints, with a node in each zone", () => {
    const { capacityType, taints, minNodes, maxNodes, instanceTypes } = planned("system", {
      capacity: "spot",
    });
    assert.deepEqual([capacityType, taints, minNodes, maxNodes], ["ON_DEMAND", [], 3, 4]);
    assert.ok(instanceTypes.length >= 2);
  });

  it("has two nodes of it at least, as many where Karpenter finds the zone of a volume, and never too many", () => {
    const leastOf = (keys: object, autoscaler = "clusterAutoscaler"): unknown => {
      const [plan] = planPools({ ...configOf({ system: keys }), autoscaler } as ReturnType<typeof configOf>);
      return plan?.minNodes;
    };
    assert.equal(leastOf({ zones: ["eu-central-1a"] }), 2);
    assert.equal(leastOf({}, "karpenter"), 2);
    assert.equal(leastOf({ maxNodes: 2 }), 2);
    assert.equal(leastOf({ minNodes: 1 }), 1);
  });

  it("taints spot nodes, and only those of cpu pools by the spot taint", () => {
    assert.deepEqual(planned("cpu").taints, []);
    assert.equal(planned("cpu").capacityType, "ON_DEMAND");
    assert.deepEqual(planned("cpu", { capacity: "spot" }).taints, [SPOT_TAINT]);
    assert.deepEqual(planned("gpu-a").taints, [GPU_TAINT]);
    assert.equal(planned("gpu-a").capacityType, "SPOT");
    assert.equal(planned("gpu-a", { capacity: "onDemand" }).capacityType, "ON_DEMAND");
  });

  it("lists more types where capacity is spot", () => {
    assert.ok(
      planned("cpu", { capacity: "spot" }).instanceTypes.length > planned("cpu").instanceTypes.length,
    );
  });

  it("lists ten GPU types and more where the classes have them, the smallest first", () => {
    assert.deepEqual(planned("gpu-small").instanceTypes, [
      "g5.xlarge",
      "g6.xlarge",
      "g5.2xlarge",
      "g6.2xlarge",
      "g5.4xlarge",
      "g6.4xlarge",
      "gr6.4xlarge",
      "g5.8xlarge",
      "g6.8xlarge",
      "gr6.8xlarge",
      "g5.16xlarge",
      "g6.16xlarge",
    ]);
  });

  it("takes all types with exactly the wanted GPUs and no others, as far as a node group has room", () => {
    const models = fc.uniqueArray(fc.constantFrom(...gpuModels), { minLength: 1 });
    fc.assert(
      fc.property(models, fc.constantFrom(1, 2, 4, 8), (gpus, gpusPerNode) => {
        const { instanceTypes } = planned("gpu-any", { gpus, gpusPerNode });
        const types = instanceTypes.map(typeNamed);
        assert.ok(types.length <= MOST_TYPES);
        assert.equal(new Set(instanceTypes).size, instanceTypes.length);
        for (const [index, type] of types.entries()) {
          assert.equal(type.gpus?.count, gpusPerNode);
          assert.ok((gpus as string[]).includes(type.gpus.model));
          assert.ok(index === 0 || type.vcpus >= (types[index - 1]?.vcpus ?? 0));
        }
        const whole = types.some(({ bareMetal }) => bareMetal);
        assert.ok(!whole || types.every(({ bareMetal }) => bareMetal));
      }),
    );
  });

  it("takes bare metal where no other type has the GPUs", () => {
    assert.deepEqual(planned("gpu-t4", { gpus: ["t4"], gpusPerNode: 8 }).instanceTypes, ["g4dn.metal"]);
  });

  it("takes the types that the config lists, those of one size in its order", () => {
    const instanceTypes = ["m7i.4xlarge", "m7i.xlarge", "m6i.xlarge"];
    assert.deepEqual(planned("cpu", { instanceTypes }).instanceTypes, [
      "m7i.xlarge",
      "m6i.xlarge",
      "m7i.4xlarge",
    ]);
  });

  for (const [name, given, amiType] of [
    ["cpu", {}, "AL2023_x86_64_STANDARD"],
    ["cpu", { instanceTypes: ["m7g.large"] }, "AL2023_ARM_64_STANDARD"],
    ["cpu", { ami: "bottlerocket" }, "BOTTLEROCKET_x86_64"],
    ["system", { ami: "bottlerocket", instanceTypes: ["m7g.large"] }, "BOTTLEROCKET_ARM_64"],
    ["gpu-a", {}, "AL2023_x86_64_NVIDIA"],
    ["gpu-a", { gpus: ["t4g"] }, "AL2023_ARM_64_NVIDIA"],
    ["gpu-a", { ami: "bottlerocket" }, "BOTTLEROCKET_x86_64_NVIDIA"],
    ["gpu-a", { ami: "bottlerocket", gpus: ["t4g"] }, "BOTTLEROCKET_ARM_64_NVIDIA"],
  ] as const satisfies readonly (readonly [string, Given, string])[]) {
    it(`takes ${amiType} for ${name} with ${JSON.stringify(given)}`, () => {
      const plan = planned(name, structuredClone(given));
      assert.equal(plan.amiType, amiType);
      assert.equal(plan.architecture, amiType.includes("ARM") ? "arm64" : "amd64");
    });
  }

  it("puts what pods write on the one volume of Amazon Linux, and on the second of Bottlerocket", () => {
    const disk = { diskGiB: 300, diskIops: 4000, diskThroughputMiBps: 500 };
    const data = { sizeGiB: 300, iops: 4000, throughputMiBps: 500 };
    assert.deepEqual(planned("cpu", disk).volumes, [{ device: "/dev/xvda", ...data }]);
    assert.deepEqual(planned("cpu", { ...disk, ami: "bottlerocket" }).volumes, [
      { device: "/dev/xvda", sizeGiB: 4, iops: 3000, throughputMiBps: 125 },
      { device: "/dev/xvdb", ...data },
    ]);
  });

  it("labels nodes by pool and kind, and those with GPUs so that schedulers find them", () => {
    assert.deepEqual(planned("cpu", { labels: { team: "vision" } }).labels, {
      team: "vision",
      "plinth.dev/pool": "cpu",
      "plinth.dev/kind": "cpu",
    });
    assert.deepEqual(planned("gpu-a").labels, {
      "plinth.dev/pool": "gpu-a",
      "plinth.dev/kind": "gpu",
      "nvidia.com/gpu.present": "true",
      "k8s.amazonaws.com/accelerator": "nvidia-a10g-l4",
    });
  });

  it("keeps the device plugin of NVIDIA's operator off Bottlerocket, which has one in itself", () => {
    const key = "nvidia.com/gpu.deploy.device-plugin";
    assert.equal(planned("gpu-a", { ami: "bottlerocket" }).labels[key], "false");
    assert.equal(planned("gpu-a").labels[key], undefined);
  });

  it("tells Cluster Autoscaler what a node of an empty pool has", () => {
    const given: Given = {
      diskGiB: 200,
      taints: [{ key: "team", value: "vision", effect: "PreferNoSchedule" }],
    };
    assert.deepEqual(planned("gpu-a", { ...given, gpus: ["l4"] }).autoscalerTags, {
      "k8s.io/cluster-autoscaler/enabled": "true",
      "k8s.io/cluster-autoscaler/prod": "owned",
      "k8s.io/cluster-autoscaler/node-template/label/plinth.dev/pool": "gpu-a",
      "k8s.io/cluster-autoscaler/node-template/label/plinth.dev/kind": "gpu",
      "k8s.io/cluster-autoscaler/node-template/label/nvidia.com/gpu.present": "true",
      "k8s.io/cluster-autoscaler/node-template/label/k8s.amazonaws.com/accelerator": "nvidia-l4",
      "k8s.io/cluster-autoscaler/node-template/label/eks.amazonaws.com/capacityType": "SPOT",
      "k8s.io/cluster-autoscaler/node-template/taint/nvidia.com/gpu": "true:NoSchedule",
      "k8s.io/cluster-autoscaler/node-template/taint/team": "vision:PreferNoSchedule",
      "k8s.io/cluster-autoscaler/node-template/resources/ephemeral-storage": "178Gi",
      "k8s.io/cluster-autoscaler/node-template/resources/nvidia.com/gpu": "1",
    });
  });

  it("gives adapters where every type of a GPU pool has them, and as many as each has", () => {
    assert.equal(planned("gpu-a").efaInterfaces, 0);
    assert.equal(planned("gpu-h", { gpus: ["h200"], gpusPerNode: 8 }).efaInterfaces, 16);
    assert.equal(planned("gpu-h", { gpus: ["h200"], gpusPerNode: 8, efa: "off" }).efaInterfaces, 0);
    assert.equal(planned("gpu-b", { gpus: ["b300"], gpusPerNode: 8 }).efaInterfaces, 16);
    // Cards 0 to 7 of the one and 1 to 16 of the other: 1 to 7 are on both.
    assert.equal(planned("gpu-b", { gpus: ["b200", "b300"], gpusPerNode: 8 }).efaInterfaces, 7);
    const hpc: Given = { instanceTypes: ["hpc7a.12xlarge"] };
    assert.equal(planned("cpu", hpc).efaInterfaces, 0);
    assert.equal(planned("cpu", { ...hpc, efa: "on" }).efaInterfaces, 2);
    const tags = planned("gpu-h", { gpus: ["h200"], gpusPerNode: 8 }).autoscalerTags;
    assert.equal(tags["k8s.io/cluster-autoscaler/node-template/resources/vpc.amazonaws.com/efa"], "16");
  });

  it("spreads a pool over the stack's zones, or over its own", () => {
    assert.deepEqual(planned("cpu").zones, ZONES);
    assert.deepEqual(planned("cpu", { zones: ["eu-central-1b"] }).zones, ["eu-central-1b"]);
  });

  it("makes a node group of each pool, or of system alone where Karpenter makes the nodes", () => {
    const pools = { system: {}, cpu: {}, "gpu-a": {} };
    const names = (autoscaler: PoolsConfig["autoscaler"]) =>
      nodeGroupsOf(configOf(pools, autoscaler)).map(({ name }) => name);
    assert.deepEqual(names("clusterAutoscaler"), ["system", "cpu", "gpu-a"]);
    assert.deepEqual(names("karpenter"), ["system"]);
    assert.deepEqual(planned("system", {}, "karpenter").autoscalerTags, {});
  });
});
