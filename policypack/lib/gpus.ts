/** GPUs as Kubernetes counts them. */

import type { Property } from "./property";
import { all, any } from "./truth";
import type { Truth } from "./truth";

/** The resource of NVIDIA's device plugin, and by custom the taint of the nodes that have it. */
export const gpu = "nvidia.com/gpu";

/** The keys that say that there are GPUs, or, where the map is not known, that nobody can know. */
const telling = [gpu, "*"];

/** Whether a map of resources, as requests and limits are, has GPUs in it. */
export function hasGpus(resources: Property): Truth {
  return any(
    ...resources.entries().map(([resource, quantity]) => all(telling.includes(resource), quantity.given())),
  );
}
