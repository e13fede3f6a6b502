/** Ray clusters for the examples of the rules about them, in every kind that holds one. */

import type { FurtherExample, Inputs } from "./examples";

/** A RayCluster with these in its head's group and in its spec. */
export function rayCluster(head: Inputs, spec: Inputs = {}): Inputs {
  return { spec: { headGroupSpec: head, ...spec } };
}

/** The cluster in every kind but the one that holds nothing else. */
export function rayKinds(cluster: Inputs): Record<string, FurtherExample> {
  const { spec } = cluster;
  return {
    "an old API": { type: "kubernetes:ray.io/v1alpha1:RayCluster", inputs: cluster },
    "a patch": { type: "kubernetes:ray.io/v1:RayClusterPatch", inputs: cluster },
    "a RayService": { type: "kubernetes:ray.io/v1:RayService", inputs: { spec: { rayClusterConfig: spec } } },
    "a RayJob": { type: "kubernetes:ray.io/v1:RayJob", inputs: { spec: { rayClusterSpec: spec } } },
    "a RayCronJob": {
      type: "kubernetes:ray.io/v1:RayCronJob",
      inputs: { spec: { jobTemplate: { rayClusterSpec: spec } } },
    },
  };
}

/** A job on a cluster that it selects, which has none of its own. */
export const onAnother: FurtherExample = {
  type: "kubernetes:ray.io/v1:RayJob",
  inputs: { spec: { clusterSelector: { "ray.io/cluster": "shared" } } },
};

/** A group of workers with these resources, and these tolerations. */
export function workers(resources: Inputs, tolerations?: Inputs[], group: Inputs = {}): Inputs {
  return {
    groupName: "workers",
    template: {
      spec: {
        containers: [{ name: "ray-worker", resources }],
        ...(tolerations && { tolerations }),
      },
    },
    ...group,
  };
}
