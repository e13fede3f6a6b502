import { demand } from "../../lib/finding";
import { sourcesOf } from "../../lib/join";
import { hasGpu, isGpuImage, isTainted, managedNodeGroups } from "../../lib/node-pool";
import type { Property } from "../../lib/property";
import { stackRule } from "../../lib/rule";
import type { StackResource } from "../../lib/rule";
import { any, not } from "../../lib/truth";
import type { Truth } from "../../lib/truth";

const message =
  "must hold a taint with the effect `NO_SCHEDULE`: pods that need no GPU would fill the nodes and keep them from scaling in.";

export const rule = stackRule({
  name: "eks-gpu-tainted",
  title: "Pools with GPUs keep out pods that need none",
  description:
    "Any pod is scheduled to an untainted pool. On a pool with GPUs it takes the place of one that needs a GPU, and keeps the most expensive nodes alive.",
  severity: "medium",
  level: "mandatory",
  requirements: [],
  peers: [],
  url: "https://docs.aws.amazon.com/eks/latest/userguide/node-taints-managed-node-groups.html",
  remediation:
    'Add a taint as `{ key: "nvidia.com/gpu", value: "true", effect: "NO_SCHEDULE" }`, and let the pods that need GPUs tolerate it.',
  checkStack: (stack) =>
    stack.ofType(...managedNodeGroups).flatMap((pool) => {
      const { properties, urn } = pool;
      const templates = sourcesOf(stack, pool, "launchTemplate", "aws:ec2/launchTemplate:LaunchTemplate");
      const gpu = isGpuPool(properties, templates);
      if (gpu === false) return [];
      const tainted = any(not(gpu), isTainted(properties));
      return demand(tainted, properties.at("taints"), message).map((finding) => ({ ...finding, urn }));
    }),
});

/** The instance type stands in the pool or in its launch template, never in both. */
function isGpuPool(pool: Property, templates: readonly StackResource[]): Truth {
  const types = pool.at("instanceTypes");
  const isElsewhere =
    templates.length === 0 &&
    pool.at("launchTemplate").given() !== false &&
    types.length((length) => length > 0, false) !== true;
  return any(
    pool.at("gpu").is(true, false),
    pool.at("amiType").text(isGpuImage, false),
    types.some((each) => each.text(hasGpu, false)),
    ...templates.map(({ properties }) => properties.at("instanceType").text(hasGpu, false)),
    isElsewhere ? undefined : false,
  );
}
