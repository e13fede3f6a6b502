/** The shape of one pool of nodes in `plinth:pools`. */

import { z } from "zod";
import { gpuModels } from "../../eks/gpus";
import { keyWords } from "../keys";
import { zone } from "./values";

/** `system`, `cpu` or `cpu-<name>`, `gpu-<name>`: the first word is the pool's kind. */
export const POOL_NAME = /^(?:system|cpu(?:-[a-z0-9]{1,12})?|gpu-[a-z0-9]{1,12})$/;

/**
 * A key of labels and taints. Kubernetes has longer ones; they become tags of scaling groups behind a prefix of 46
 * characters, and a tag's key has 128 at most: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 */
const KUBERNETES_KEY =
  /^(?=.{1,80}$)(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\/)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

const KUBERNETES_VALUE = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;

/** Prefixes that Kubernetes, EKS, NVIDIA and Plinth give labels and taints of their own under. */
const TAKEN_PREFIX =
  /^(?:[a-z0-9.-]+\.)?(?:kubernetes\.io|k8s\.io|amazonaws\.com|aws|nvidia\.com|karpenter\.sh|plinth\.dev)\//;

const kubernetesKey = () =>
  z
    .string()
    .regex(KUBERNETES_KEY, "is not a key of Kubernetes")
    .refine((key) => !TAKEN_PREFIX.test(key), "has a prefix that the platform gives its own keys under");

const kubernetesValue = () => z.string().regex(KUBERNETES_VALUE, "is not a value of Kubernetes");

const VALUE_ALLOWED = "up to 63 of a to z, A to Z, 0 to 9, - _ and ., with a letter or digit at both ends";

const KEY_ALLOWED =
  "1 to 80 characters as Kubernetes has them, as team or example.org/team, with a prefix of your own";

/** A taint as Kubernetes writes it. */
export const PoolTaint = z.strictObject({
  key: kubernetesKey().register(keyWords, {
    description: "Key of the taint; each key once in a pool.",
    allowed: KEY_ALLOWED,
    examples: ["team"],
  }),
  value: kubernetesValue().default("").register(keyWords, {
    description: "Value of the taint.",
    allowed: VALUE_ALLOWED,
  }),
  effect: z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]).register(keyWords, {
    description: "What happens to pods that do not tolerate the taint.",
    examples: ["NoSchedule"],
  }),
});
export type PoolTaint = z.infer<typeof PoolTaint>;

/** The name of an instance type, whether there is one of it or not. */
const instanceTypeName = () =>
  z
    .string()
    .regex(/^[a-z0-9-]+\.[a-z0-9-]+$/, "is not the name of an instance type")
    .register(keyWords, {
      description: "One instance type.",
      allowed: "an EC2 instance type, as m7i.xlarge",
    });

/** Settings of one pool. What depends on the pool's kind has no default here: `planPools` gives it. */
export const PoolSettings = z
  .strictObject({
    instanceTypes: z
      .array(instanceTypeName())
      .min(1)
      .max(20)
      .optional()
      .register(keyWords, {
        description:
          "EC2 instance types of the nodes, all of one processor architecture; of types of one size EKS tries the first one first. Without it, those of the pool's kind; for GPU pools, all with the GPUs of `gpus` and `gpusPerNode`.",
        allowed: "a list of 1 to 20 EC2 instance types",
        examples: [["m7i.xlarge", "m7a.xlarge", "m6i.xlarge"]],
      }),
    gpus: z
      .array(z.enum(gpuModels))
      .min(1)
      .default(["a10g", "l4"])
      .register(keyWords, {
        description:
          "GPU models of a GPU pool without `instanceTypes`; the types of all of them are listed together, so choose like ones.",
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
          "How the nodes are bought. Without it `spot` for GPU pools and `onDemand` for the others; the pool `system` is always on demand. Nodes of a cpu pool on spot have the taint `plinth.dev/spot`.",
        examples: ["spot"],
      }),
    minNodes: z
      .int()
      .min(0)
      .max(1000)
      .optional()
      .register(keyWords, {
        description:
          "Least number of nodes. Without it 0, but for the pool `system` 2, and under Cluster Autoscaler one for each of its zones.",
        examples: [0],
      }),
    maxNodes: z.int().min(1).max(1000).default(4).register(keyWords, {
      description: "Largest number of nodes; at least 2 for the pool `system`.",
    }),
    diskGiB: z.int().min(20).max(16384).default(100).register(keyWords, {
      description: "Size of a node's disk (gp3) in GiB.",
    }),
    diskIops: z.int().min(3000).max(16000).default(3000).register(keyWords, {
      description: "Operations per second of a node's disk; at most 500 for each of `diskGiB`.",
    }),
    diskThroughputMiBps: z.int().min(125).max(1000).default(250).register(keyWords, {
      description: "Throughput of a node's disk in MiB per second; at most a quarter of `diskIops`.",
    }),
    ami: z.enum(["al2023", "bottlerocket"]).default("al2023").register(keyWords, {
      description: "Operating system of the nodes; GPU pools take its NVIDIA variant.",
    }),
    efa: z.enum(["auto", "on", "off"]).default("auto").register(keyWords, {
      description:
        "Elastic Fabric Adapters on the nodes; `auto` on GPU pools whose every instance type has them.",
    }),
    zones: z
      .array(zone())
      .min(1)
      .max(6)
      .optional()
      .register(keyWords, {
        description: "Zones of the nodes, of those in `plinth:zones`. Without it, all of them.",
        allowed: "a list of zones that are in plinth:zones, all different",
        examples: [["eu-central-1a"]],
      }),
    labels: z
      .record(
        kubernetesKey(),
        kubernetesValue().register(keyWords, { description: "Value of the label.", allowed: VALUE_ALLOWED }),
      )
      .default({})
      .register(keyWords, {
        description: "Labels of the nodes beside those that the platform gives.",
        allowed: `an object of Kubernetes labels, as {team: vision}; keys of ${KEY_ALLOWED}; values of up to 63 characters`,
        examples: [{ team: "vision" }],
      }),
    taints: z
      .array(PoolTaint)
      .max(20)
      .default([])
      .register(keyWords, {
        description:
          "Taints of the nodes beside those that the platform gives GPU pools and spot nodes; none for the pool `system`.",
        allowed: "a list of taints, as {key: team, value: vision, effect: NoSchedule}",
        examples: [[{ key: "team", value: "vision", effect: "NoSchedule" }]],
      }),
  })
  .register(keyWords, {
    description: "One pool; `{}` has the defaults of its kind.",
    examples: [{ maxNodes: 4 }],
  });
export type PoolSettings = z.infer<typeof PoolSettings>;
