import assert from "node:assert/strict";
import { gpuModels } from "../../../model/eks/gpus";
import {
  addressesOf,
  bySize,
  instanceType,
  instanceTypes,
  instanceTypeSource,
  maxPods,
  nearestInstanceType,
} from "../../../model/eks/instance-types";
import type { InstanceType } from "../../../model/eks/instance-types";

function known(name: string): InstanceType {
  const type = instanceType(name);
  assert.ok(type !== undefined, name);
  return type;
}

describe("model/eks/instance-types", () => {
  it("says where the table is from and of when", () => {
    assert.match(instanceTypeSource.url, /^https:\/\//);
    assert.match(instanceTypeSource.date, /^\d{4}-\d\d-\d\d$/);
  });

  it("holds well-formed types only, in order, each once", () => {
    const names = instanceTypes().map(({ name }) => name);
    assert.ok(names.length > 1000);
    assert.deepEqual(names, [...new Set(names)].sort());
    for (const type of instanceTypes()) {
      assert.match(type.name, /^[a-z0-9-]+\.[a-z0-9-]+$/);
      assert.ok(type.vcpus >= 1 && type.memoryMiB >= 512, type.name);
      assert.ok(type.interfaces >= 1 && type.addressesPerInterface >= 2, type.name);
      assert.ok(Number.isInteger(type.efaInterfaces) && type.efaInterfaces >= 0, type.name);
    }
  });

  it("knows an ordinary type", () => {
    assert.deepEqual(known("m7i.xlarge"), {
      name: "m7i.xlarge",
      vcpus: 4,
      memoryMiB: 16384,
      architecture: "amd64",
      bareMetal: false,
      interfaces: 4,
      addressesPerInterface: 15,
      efaInterfaces: 0,
    });
    assert.equal(known("m7g.large").architecture, "arm64");
    assert.equal(known("c7i.metal-24xl").bareMetal, true);
  });

  it("knows NVIDIA's GPUs, and those of others as others", () => {
    assert.deepEqual(known("p5.48xlarge").gpus, { maker: "nvidia", model: "h100", count: 8 });
    assert.equal(known("p5.48xlarge").efaInterfaces, 32);
    assert.deepEqual(known("g6f.large").gpus, { maker: "nvidia", model: "l4", count: 0 });
    assert.equal(known("g4ad.xlarge").gpus, undefined);
    assert.equal(known("g4ad.xlarge").otherAccelerators?.maker, "amd");
    assert.equal(known("trn1.2xlarge").otherAccelerators?.model, "trainium");
  });

  for (const model of gpuModels) {
    it(`has a type with ${model}`, () => {
      assert.ok(instanceTypes().some(({ gpus }) => gpus?.model === model && gpus.count > 0));
    });
  }

  it("knows no type that there is not, and finds the one that was meant", () => {
    assert.equal(instanceType("g5.3xlarge"), undefined);
    assert.equal(nearestInstanceType("m7i.xlrage"), "m7i.xlarge");
    assert.equal(nearestInstanceType("qwertyuiop"), undefined);
  });

  it("puts the smaller type first", () => {
    const sorted = ["g5.2xlarge", "r7i.xlarge", "m7i.xlarge", "m7a.xlarge"].map(known).sort(bySize);
    assert.deepEqual(
      sorted.map(({ name }) => name),
      ["m7a.xlarge", "m7i.xlarge", "r7i.xlarge", "g5.2xlarge"],
    );
  });

  for (const [name, pods, addresses] of [
    ["m7i.large", 29, 30],
    ["m7i.xlarge", 58, 60],
    ["m7i.4xlarge", 110, 150],
    ["g5.48xlarge", 250, 350],
    ["p5.48xlarge", 100, 100],
  ] as const) {
    it(`reckons with ${String(pods)} pods and ${String(addresses)} addresses on ${name}`, () => {
      assert.equal(maxPods(known(name)), pods);
      assert.equal(addressesOf(known(name)), addresses);
    });
  }
});
