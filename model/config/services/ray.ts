/** Config of the Ray cluster: `plinth:ray`. */

import { z } from "zod";
import { rayTimes } from "../../k8s/autoscaling";
import { checkRayBounds } from "../../k8s/ray/rules";
import { keyWords } from "../keys";
import { IMAGE_ALLOWED, pinnedImage } from "./images";
import { checkRayServices } from "./ray-service-rules";
import { RayServices } from "./ray-services";

/**
 * Most workers of one group: as many as a pool may have nodes. Above 100 the policy `ray-workers-bounded` asks for its
 * setting `maximum`, which bounds what a job can cost.
 */
const MOST_WORKERS = 1000;

const count = (min: number) => z.int().min(min).max(MOST_WORKERS);
const memory = () => z.int().min(1).max(2048);
const cpus = () => z.int().min(1).max(192);

/** Settings of the Ray cluster, and of services beside it. */
export const RaySettings = z
  .strictObject({
    image: pinnedImage()
      .optional()
      .register(keyWords, {
        description:
          "Image of the head and of the workers without GPUs; it must hold the version of Ray that the platform has. Without it, Ray's own.",
        allowed: IMAGE_ALLOWED,
        examples: ["123456789012.dkr.ecr.eu-central-1.amazonaws.com/plinth/ray:1.4.2"],
      }),
    gpuImage: pinnedImage()
      .optional()
      .register(keyWords, {
        description: "Image of the workers with GPUs. Without it `image`, or else Ray's own with CUDA.",
        allowed: IMAGE_ALLOWED,
        examples: ["123456789012.dkr.ecr.eu-central-1.amazonaws.com/plinth/ray:1.4.2-gpu"],
      }),
    idleTimeoutSeconds: z.int().min(10).max(86400).default(rayTimes.idleSeconds).register(keyWords, {
      description: "How long a worker may be idle before it goes.",
    }),
    headCpus: cpus()
      .default(2)
      .register(keyWords, { description: "CPUs of the head, on which no task runs." }),
    headMemoryGiB: memory()
      .min(4)
      .default(8)
      .register(keyWords, { description: "Memory of the head in GiB." }),
    minWorkers: count(0)
      .default(0)
      .register(keyWords, { description: "Least number of workers without GPUs." }),
    maxWorkers: count(1)
      .optional()
      .register(keyWords, {
        description:
          "Largest number of workers without GPUs. Without it 5, or on AWS as many as `plinth:pools` can hold where those are fewer.",
        examples: [5],
      }),
    workerCpus: cpus().default(2).register(keyWords, { description: "CPUs of one worker without GPUs." }),
    workerMemoryGiB: memory()
      .default(8)
      .register(keyWords, { description: "Memory of one worker without GPUs in GiB." }),
    minGpuWorkers: count(0)
      .default(0)
      .register(keyWords, { description: "Least number of workers with GPUs; 0 lets their nodes go." }),
    maxGpuWorkers: count(0)
      .optional()
      .register(keyWords, {
        description:
          "Largest number of workers with GPUs; 0 for none. Without it 4, or on AWS as many as `plinth:pools` can hold where those are fewer.",
        examples: [4],
      }),
    gpusPerWorker: z
      .int()
      .min(1)
      .max(16)
      .default(1)
      .register(keyWords, { description: "GPUs of one worker with GPUs." }),
    gpuWorkerCpus: cpus().default(3).register(keyWords, { description: "CPUs of one worker with GPUs." }),
    gpuWorkerMemoryGiB: memory()
      .default(12)
      .register(keyWords, { description: "Memory of one worker with GPUs in GiB." }),
    services: RayServices.optional().register(keyWords, {
      description:
        "Services by their names: applications of Ray Serve, each service on a Ray cluster of its own. With the recipe `sso` each is reached as `<name>.<domain>`.",
      allowed:
        "an object whose keys have 1 to 40 of a to z, 0 to 9 and hyphens, begin with a letter, do not end with a hyphen, and are no names of the platform's own services",
      examples: [
        {
          digits: {
            applications: [
              {
                name: "digits",
                import_path: "serve_digits:application",
                deployments: [{ name: "Digits", autoscaling_config: { max_replicas: 4 } }],
              },
            ],
          },
        },
      ],
    }),
  })
  .superRefine(checkRayBounds, { when: () => true })
  .superRefine(checkRayServices, { when: () => true });
export type RaySettings = z.infer<typeof RaySettings>;
