/** Config of services on Ray: `plinth:ray.services`. */

import { z } from "zod";
import { takenLabels } from "../../k8s/sso/names";
import { keyWords } from "../keys";
import { IMAGE_ALLOWED, pinnedImage } from "./images";
import { ServeApplication } from "./ray-applications";

/** Begins KubeRay's names of what a service consists of, and is the service's label below the domain. */
const SERVICE_NAME = /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/** How a service goes on to a cluster with other images or sizes. */
export const rayUpgrades = ["NewCluster", "None"] as const;

const cpus = () => z.int().min(1).max(192).optional();
const workers = () => z.int().min(1).max(1000).optional();
const memory = (least: number) => z.int().min(least).max(2048).optional();

/** One service: a Ray cluster of its own with applications of Ray Serve on it. */
export const RayServiceSettings = z
  .strictObject({
    applications: z
      .array(ServeApplication)
      .min(1)
      .max(20)
      .register(keyWords, {
        description: "Applications of Ray Serve, as in the file that `serve build` writes.",
        allowed: "a list of 1 to 20 applications",
        examples: [
          [
            {
              name: "digits",
              import_path: "serve_digits:application",
              deployments: [{ name: "Digits", autoscaling_config: { max_replicas: 4 } }],
            },
          ],
        ],
      }),
    upgrade: z.enum(rayUpgrades).default("NewCluster").register(keyWords, {
      description:
        "What a change of images or sizes does: `NewCluster` makes a second cluster and moves requests to it once it answers, for which the pools need room; `None` changes nothing until somebody deletes the service.",
    }),
    image: pinnedImage()
      .optional()
      .register(keyWords, {
        description: "Image of the head and of the workers without GPUs. Without it that of `plinth:ray`.",
        allowed: IMAGE_ALLOWED,
        examples: ["registry.example.com/plinth/ray:1.4.2"],
      }),
    gpuImage: pinnedImage()
      .optional()
      .register(keyWords, {
        description: "Image of the workers with GPUs. Without it `image`, or else that of `plinth:ray`.",
        allowed: IMAGE_ALLOWED,
        examples: ["registry.example.com/plinth/ray:1.4.2-gpu"],
      }),
    idleTimeoutSeconds: z
      .int()
      .min(10)
      .max(86_400)
      .optional()
      .register(keyWords, {
        description: "How long a worker without replicas stays. Without it as long as in `plinth:ray`.",
        examples: [300],
      }),
    headCpus: cpus().register(keyWords, {
      description: "CPUs of the head. Without it as many as in `plinth:ray`.",
      examples: [2],
    }),
    headMemoryGiB: memory(4).register(keyWords, {
      description: "Memory of the head in GiB. Without it as much as in `plinth:ray`.",
      examples: [8],
    }),
    workerCpus: cpus().register(keyWords, {
      description: "CPUs of one worker without GPUs. Without it as many as in `plinth:ray`.",
      examples: [2],
    }),
    workerMemoryGiB: memory(1).register(keyWords, {
      description: "Memory of one worker without GPUs in GiB. Without it as much as in `plinth:ray`.",
      examples: [8],
    }),
    gpusPerWorker: z
      .int()
      .min(1)
      .max(16)
      .optional()
      .register(keyWords, {
        description: "GPUs of one worker with GPUs. Without it as many as in `plinth:ray`.",
        examples: [1],
      }),
    gpuWorkerCpus: cpus().register(keyWords, {
      description: "CPUs of one worker with GPUs. Without it as many as in `plinth:ray`.",
      examples: [3],
    }),
    maxWorkers: workers().register(keyWords, {
      description:
        "Largest number of workers without GPUs. Without it as many as the replicas need where each deployment has workers of its own.",
      examples: [4],
    }),
    maxGpuWorkers: workers().register(keyWords, {
      description:
        "Largest number of workers with GPUs. Without it as many as the replicas need where each deployment has workers of its own.",
      examples: [4],
    }),
    gpuWorkerMemoryGiB: memory(1).register(keyWords, {
      description: "Memory of one worker with GPUs in GiB. Without it as much as in `plinth:ray`.",
      examples: [12],
    }),
  })
  .register(keyWords, {
    description: "One service: applications of Ray Serve with a Ray cluster of their own.",
    examples: [
      {
        applications: [
          {
            name: "digits",
            import_path: "serve_digits:application",
            deployments: [{ name: "Digits", autoscaling_config: { max_replicas: 4 } }],
          },
        ],
      },
    ],
  });
export type RayServiceSettings = z.infer<typeof RayServiceSettings>;

/** All services by their names. */
export const RayServices = z.record(
  z
    .string()
    .regex(SERVICE_NAME, "is not the name of a service")
    .refine((name) => !takenLabels.includes(name), "is the name of a service of the platform"),
  RayServiceSettings,
);
export type RayServices = z.infer<typeof RayServices>;
