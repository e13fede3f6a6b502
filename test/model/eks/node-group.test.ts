import assert from "node:assert/strict";
import fc from "fast-check";
import {
  isPlacedTogether,
  nodeGroupName,
  nodeInterfacesOf,
  nodeUpdateOf,
} from "../../../model/eks/node-group";
import type { PoolPlan } from "../../../model/eks/pool-plan";
import { cpuPlan, gpuPlan } from "../../helpers/pool-plans";

describe("model/eks/node-group", () => {
  describe("nodeGroupName", () => {
    const inPlace: Partial<PoolPlan>[] = [
      { minNodes: 3, maxNodes: 9 },
      { volumes: [{ device: "/dev/xvda", sizeGiB: 900, iops: 9000, throughputMiBps: 900 }] },
      { labels: { team: "vision" } },
      { taints: gpuPlan.taints },
      { autoscalerTags: {} },
    ];
    for (const change of inPlace) {
      it(`stays with another ${Object.keys(change).join(" and ")}, so that the group does`, () => {
        assert.equal(nodeGroupName({ ...cpuPlan, ...change }), nodeGroupName(cpuPlan));
      });
    }

    const anew: Partial<PoolPlan>[] = [
      { instanceTypes: ["m7i.2xlarge"] },
      { instanceTypes: cpuPlan.instanceTypes.toReversed() },
      { capacityType: "SPOT" },
      { amiType: "BOTTLEROCKET_x86_64" },
      { zones: ["eu-central-1a"] },
    ];
    for (const change of anew) {
      it(`changes with ${JSON.stringify(change)}, so that the new group stands beside the old one`, () => {
        assert.notEqual(nodeGroupName({ ...cpuPlan, ...change }), nodeGroupName(cpuPlan));
      });
    }

    it("is one that EKS takes, and begins with the pool's", () => {
      const poolName = fc.stringMatching(/^(?:system|cpu(?:-[a-z0-9]{1,12})?|gpu-[a-z0-9]{1,12})$/);
      fc.assert(
        fc.property(poolName, fc.array(fc.string()), (name, instanceTypes) => {
          const group = nodeGroupName({ ...cpuPlan, name, instanceTypes });
          assert.match(group, /^[a-z0-9][a-z0-9-]{0,62}$/);
          assert.ok(group.startsWith(`${name}-`));
        }),
      );
    });
  });

  it("gives GPU nodes back before it asks for new ones, and others after", () => {
    assert.deepEqual(nodeUpdateOf(gpuPlan), { updateStrategy: "MINIMAL", maxUnavailable: 1 });
    assert.deepEqual(nodeUpdateOf(cpuPlan), { updateStrategy: "DEFAULT", maxUnavailablePercentage: 33 });
  });

  describe("nodeInterfacesOf", () => {
    it("is one ordinary interface without adapters", () => {
      assert.deepEqual(nodeInterfacesOf(cpuPlan), [{ networkCardIndex: 0, deviceIndex: 0 }]);
    });

    it("has one adapter on each card, of which the first alone has an address", () => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 32 }), (efaInterfaces) => {
          const [first, ...others] = nodeInterfacesOf({ ...gpuPlan, efaInterfaces });
          assert.deepEqual(first, { networkCardIndex: 0, deviceIndex: 0, interfaceType: "efa" });
          assert.equal(others.length, efaInterfaces - 1);
          for (const [index, other] of others.entries()) {
            assert.deepEqual(other, {
              networkCardIndex: index + 1,
              deviceIndex: 1,
              interfaceType: "efa-only",
            });
          }
        }),
      );
    });

    it("leaves the first card of a P6-B300 to IP traffic, as it can have no adapter", () => {
      const [first, ...adapters] = nodeInterfacesOf({
        instanceTypes: ["p6-b300.48xlarge"],
        efaInterfaces: 16,
      });
      assert.deepEqual(first, { networkCardIndex: 0, deviceIndex: 0 });
      assert.deepEqual(
        adapters.map(({ networkCardIndex }) => networkCardIndex),
        Array.from({ length: 16 }, (_, index) => index + 1),
      );
      for (const { interfaceType } of adapters) assert.equal(interfaceType, "efa-only");
    });
  });

  it("puts nodes together that have adapters and one zone", () => {
    assert.equal(isPlacedTogether(gpuPlan), true);
    assert.equal(isPlacedTogether({ ...gpuPlan, zones: cpuPlan.zones }), false);
    assert.equal(isPlacedTogether({ ...gpuPlan, efaInterfaces: 0 }), false);
  });
});
