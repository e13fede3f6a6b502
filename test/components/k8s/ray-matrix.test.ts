import { testStrictMatrix } from "../../helpers/strict-matrix";

describe("components/k8s: Ray and GPUs under the profile strict", () => {
  testStrictMatrix({
    // Pools and the settings of Ray that they can hold.
    sets: {
      defaults: { "plinth:pools": { system: {}, "gpu-a": {} } },
      cpu: { "plinth:pools": { system: {}, cpu: { capacity: "spot" } }, "plinth:ray": { maxWorkers: 8 } },
      gpu: {
        "plinth:pools": { system: {}, cpu: {}, "gpu-big": { gpusPerNode: 4, maxNodes: 2 } },
        "plinth:ray": { minWorkers: 1, maxWorkers: 4, minGpuWorkers: 1, maxGpuWorkers: 4, gpusPerWorker: 2 },
      },
    },
    common: { "plinth:recipes": ["autoscaling", "gpu", "ray"] },
    isThere: (type) => type === "kubernetes:ray.io/v1:RayCluster",
  });
});
