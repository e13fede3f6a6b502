import assert from "node:assert/strict";
import { workersHeld } from "../../../model/eks/ray-pools";
import { eksConfig } from "../../helpers/configs";

const cpu = { cpus: 2, memoryGiB: 8, gpus: 0 };
const gpu = { cpus: 3, memoryGiB: 12, gpus: 1 };

describe("model/eks/ray-pools", () => {
  const held = (pools: object, sizes: object = {}) =>
    workersHeld(eksConfig({ pools: { system: { maxNodes: 2 }, ...pools } }), { cpu, gpu, ...sizes });

  it("counts whole workers on each node of a pool, of its first type", () => {
    // 16 GiB hold one worker of 8 GiB beside what the kubelet keeps, and 32 GiB three.
    assert.deepEqual(held({}), { cpu: 2, gpu: 0 });
    assert.deepEqual(held({ cpu: { maxNodes: 4 } }), { cpu: 2 + 4 * 3, gpu: 0 });
  });

  it("counts workers with GPUs by GPUs too", () => {
    assert.equal(held({ "gpu-a": { maxNodes: 3 } }).gpu, 3);
    const four = { "gpu-a": { gpusPerNode: 4, maxNodes: 2 } };
    assert.equal(held(four).gpu, 8);
    assert.equal(held(four, { gpu: { ...gpu, gpus: 2 } }).gpu, 4);
    assert.equal(held(four, { gpu: { ...gpu, gpus: 8 } }).gpu, 0);
  });

  it("knows that CPUs may be what is short", () => {
    assert.equal(held({}, { cpu: { cpus: 4, memoryGiB: 1, gpus: 0 } }).cpu, 0);
    assert.equal(held({}, { cpu: { cpus: 3, memoryGiB: 1, gpus: 0 } }).cpu, 2);
  });

  it("leaves out what no worker goes to: another architecture, taints of others", () => {
    const none = held({});
    assert.deepEqual(held({ "cpu-arm": { instanceTypes: ["m7g.2xlarge"] } }), none);
    const taints = [{ key: "team", value: "vision", effect: "NoSchedule" }];
    assert.deepEqual(held({ cpu: { taints } }), none);
    assert.equal(held({ cpu: { capacity: "spot", maxNodes: 4 } }).cpu, none.cpu + 12);
  });
});
