/** The shape of one pool of nodes in `plinth:pools`. */

import { z } from "zod";
import { gpuModels } from "../../eks/gpus";
import { keyWords } from "../keys";

/** `system`, `cpu` or `cpu-<name>`, `gpu-<name>`: the first word is the pool's kind. */
export const POOL_NAME = /^(?:system|cpu(?:-[a-z0-9]{1,12})?|gpu-[a-z0-9]{1,12})$/;

const label = (description: string) =>
  z
    .record(z.string().regex(/^[A-Za-z0-9./_-]{1,317}$/), z.string().regex(/^[A-Za-z0-9._-]{0,63}$/))
    .register(keyWords, { description, allowed: "an object of Kubernetes labels, as {team: vision}" });

/** A taint as Kubernetes writes it. */
export const PoolTaint = z.strictObject({
  key: z
    .string()
    .regex(/^[A-Za-z0-9./_-]{1,317}$/)
    .register(keyWords, { description: "Key of the taint." }),
  value: z
    .string()
    .regex(/^[A-Za-z0-9._-]{0,63}$/)
    .default("")
    .register(keyWords, { description: "Value of the taint." }),
  effect: z
    .enum(["NoSchedule", "PreferNoSchedule", "NoExecute"])
    .register(keyWords, { description: "What happens to pods that do not tolerate the taint." }),
});
export type PoolTaint = z.infer<typeof PoolTaint>;

/** Settings of one pool. What depends on the pool's kind has no default here: `planPools` gives it. */
export const PoolSettings = z.strictObject({
  instanceTypes: z
    .array(z.string().regex(/^[a-z0-9-]+.[a-z0-9-]+$/, "is not the name of an instance type"))
    .min(1)
    .max(20)
    .optional()
    .register(keyWords, {
      description:
        "EC2 instance types of the nodes, all of one processor architecture. Without it, those of the pool's kind; for GPU pools, all with the GPUs of `gpus` and `gpusPerNode`.",
      allowed: "a list of 1 to 20 EC2 instance types",
      examples: [["m7i.xlarge", "m7a.xlarge", "m6i.xlarge"]],
    }),
  gpus: z
    .array(z.enum(gpuModels))
    .min(1)
    .default(["a10g", "l4"])
    .register(keyWords, {
      description: "GPU models that a GPU pool takes; their types are listed together, so choose like ones.",
      allowed: `a list of ${gpuModels.join(", ")}`,
    }),
  gpusPerNode: z
    .int()
    .min(1)
    .max(16)
    .default(1)
    .register(keyWords, { description: "GPUs of one node of a GPU pool." }),
  capacity: z
    .enum(["onDemand", "spot"])
    .optional()
    .register(keyWords, {
      description:
        "How the nodes are bought. Without it `spot` for GPU pools and `onDemand` for the others; the pool `system` is always on demand.",
      examples: ["spot"],
    }),
  minNodes: z
    .int()
    .min(0)
    .max(1000)
    .optional()
    .register(keyWords, {
      description: "Least number of nodes. Without it 2 for the pool `system`, else 0.",
      examples: [0],
    }),
  maxNodes: z.int().min(1).max(1000).default(4).register(keyWords, {
    description: "Largest number of nodes.",
  }),
  diskGiB: z.int().min(20).max(16384).default(100).register(keyWords, {
    description: "Size of a node's disk (gp3) in GiB.",
  }),
  diskIops: z.int().min(3000).max(16000).default(3000).register(keyWords, {
    description: "Operations per second of a node's disk.",
  }),
  diskThroughputMiBps: z.int().min(125).max(1000).default(250).register(keyWords, {
    description: "Throughput of a node's disk in MiB per second; at most a quarter of `diskIops`.",
  }),
  ami: z.enum(["al2023", "bottlerocket"]).default("al2023").register(keyWords, {
    description: "Operating system of the nodes; GPU pools take its NVIDIA variant.",
  }),
  efa: z.enum(["auto", "on", "off"]).default("auto").register(keyWords, {
    description:
      "Elastic Fabric Adapters on the nodes; `auto` where every instance type of the pool has them.",
  }),
  zones: z
    .array(z.string())
    .min(1)
    .optional()
    .register(keyWords, {
      description: "Zones of the nodes, of those in `plinth:zones`. Without it, all of them.",
      allowed: "a list of zones that are in plinth:zones",
      examples: [["eu-central-1a"]],
    }),
  labels: label("Labels of the nodes beside those of the pool's kind.").default({}),
  taints: z.array(PoolTaint).max(20).default([]).register(keyWords, {
    description: "Taints of the nodes beside those of the pool's kind and of spot capacity.",
    allowed: "a list of taints, as {key: team, value: vision, effect: NoSchedule}",
  }),
});
export type PoolSettings = z.infer<typeof PoolSettings>;
