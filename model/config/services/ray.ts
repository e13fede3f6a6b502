/** Config of the Ray cluster: `plinth:ray`. */

import { z } from "zod";
import { rayTimes } from "../../k8s/autoscaling";
import { checkRayBounds } from "../../k8s/ray/rules";
import { keyWords } from "../keys";
import { IMAGE_ALLOWED, pinnedImage } from "./images";

/** Most workers of one group: a bound on what a job can cost. */
const MOST_WORKERS = 100;

const count = (min: number) => z.int().min(min).max(MOST_WORKERS);
const memory = () => z.int().min(1).max(2048);
const cpus = () => z.int().min(1).max(192);

/** Settings of the Ray cluster. */
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
  })
  .superRefine(checkRayBounds, { when: () => true });
export type RaySettings = z.infer<typeof RaySettings>;
