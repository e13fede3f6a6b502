import assert from "node:assert/strict";
import { RaySettings } from "../../../../model/config/services/ray";
import { rayImages, rayVersion } from "../../../../model/fleet/chart-versions";
import { planRay } from "../../../../model/k8s/ray/plan";

describe("model/k8s/ray/plan", () => {
  const bounds = (settings: object, held?: { cpu: number; gpu: number }) =>
    planRay(RaySettings.parse(settings), held).groups.map(({ name, min, max }) => [name, min, max]);

  it("has a group with GPUs beside that without where nobody knows what the cluster holds", () => {
    assert.deepEqual(bounds({}), [
      ["cpu", 0, 5],
      ["gpu", 0, 4],
    ]);
  });

  it("has no larger groups than the pools can hold, and none that they cannot", () => {
    assert.deepEqual(bounds({}, { cpu: 3, gpu: 2 }), [
      ["cpu", 0, 3],
      ["gpu", 0, 2],
    ]);
    assert.deepEqual(bounds({}, { cpu: 30, gpu: 0 }), [["cpu", 0, 5]]);
  });

  it("has the numbers that the config gives", () => {
    const given = { minWorkers: 2, maxWorkers: 9, minGpuWorkers: 1, maxGpuWorkers: 6 };
    assert.deepEqual(bounds(given), [
      ["cpu", 2, 9],
      ["gpu", 1, 6],
    ]);
    assert.deepEqual(bounds({ maxGpuWorkers: 0 }), [["cpu", 0, 5]]);
  });

  it("takes Ray's images in one version, or the config's", () => {
    const imagesOf = (settings: object) => {
      const { image, groups } = planRay(RaySettings.parse(settings));
      return [image, ...groups.map((group) => group.image)];
    };
    assert.ok(rayImages.cpu.includes(`:${rayVersion}-py`));
    assert.deepEqual(imagesOf({}), [rayImages.cpu, rayImages.cpu, rayImages.gpu]);
    assert.deepEqual(imagesOf({ image: "example.org/ray:1" }), Array(3).fill("example.org/ray:1"));
    assert.deepEqual(
      imagesOf({ image: "example.org/ray:1", gpuImage: "example.org/ray:1-gpu" }).at(-1),
      "example.org/ray:1-gpu",
    );
  });
});
