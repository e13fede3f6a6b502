/** Config of the quotas of the platform's namespaces: `plinth:guardRails`. */

import { z } from "zod";
import { STANDARD_NODES } from "../../k8s/guard-rails";
import { platformNamespaces } from "../../k8s/namespaces";
import { keyWords } from "../keys";

/** Largest cluster that Kubernetes is tested with: https://kubernetes.io/docs/setup/best-practices/cluster-large/ */
const MOST_NODES = 5000;

const more = (most: number) => z.int().min(0).max(most).optional();

/** What one namespace may have beyond what the platform reckons with. */
const ExtraQuota = z
  .strictObject({
    pods: more(100_000).register(keyWords, { description: "More pods.", examples: [20] }),
    cpus: more(1_000_000).register(keyWords, { description: "More CPUs that pods request.", examples: [64] }),
    memoryGiB: more(10_000_000).register(keyWords, {
      description:
        "More memory that pods request, in GiB; one container may have as much more, if it is the only one.",
      examples: [256],
    }),
    gpus: more(100_000).register(keyWords, { description: "More GPUs that pods request.", examples: [8] }),
    storageGiB: more(100_000_000).register(keyWords, {
      description: "More storage that claims request, in GiB.",
      examples: [500],
    }),
    loadBalancers: more(100).register(keyWords, {
      description: "Services with a load balancer of their own, past the gateway.",
      examples: [1],
    }),
  })
  .register(keyWords, {
    description: "What one namespace may have beyond what the platform reckons with.",
    examples: [{ gpus: 8 }],
  });

const namespaces: readonly string[] = Object.keys(platformNamespaces);

/** Settings of the guard rails. */
export const GuardRailSettings = z.strictObject({
  nodes: z.int().min(1).max(MOST_NODES).default(STANDARD_NODES).register(keyWords, {
    description:
      "Most nodes that the cluster may have: namespaces with a pod on every node have quotas for as many. On AWS it is at least what `plinth:pools` can hold.",
  }),
  extra: z
    .record(
      z.string().refine((name) => namespaces.includes(name), "is not a namespace of the platform"),
      ExtraQuota,
    )
    .default({})
    .register(keyWords, {
      description:
        "What pods of a namespace may ask for beyond what the platform reckons with, by the namespace's name: for your own model servers in `llm`, or more jobs at once in `ray`.",
      allowed: "an object whose keys are names of the platform's namespaces",
      examples: [{ ray: { gpus: 8 } }],
    }),
});
export type GuardRailSettings = z.infer<typeof GuardRailSettings>;
