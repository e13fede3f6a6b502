/** Who prices which type. */

import { gap, noQuote } from "../quote";
import type { Pricer } from "../quote";
import { clusterPricers } from "./cluster";
import { nodePool, nodePoolType } from "./karpenter";
import { isFree, usageOf } from "./kinds";
import { networkPricers } from "./network";
import { poolPricers } from "./pools";
import { servicePricers } from "./services";
import { volumePricers } from "./volumes";

const pricers: Readonly<Record<string, Pricer>> = {
  ...clusterPricers,
  ...poolPricers,
  ...volumePricers,
  ...networkPricers,
  ...servicePricers,
};

/** Components that a provider builds: what they make is not in a plan. */
const remoteComponent = /^(?:eks|awsx):/;

/** The pricer of a type; `undefined` where it costs nothing. */
export function pricerOf(type: string): Pricer | undefined {
  const own = pricers[type];
  if (own !== undefined) return own;
  if (nodePoolType.test(type)) return nodePool;
  if (type === "kubernetes:core/v1:PersistentVolumeClaim")
    return always("unseen", "the volume that it asks for is made in the cluster");
  if (type === "kubernetes:core/v1:Service") return loadBalancerService;
  if (remoteComponent.test(type)) return always("unseen", "what this component makes is not in the plan");
  if (!type.startsWith("aws:") || isFree(type)) return undefined;
  const usage = usageOf(type);
  return usage === undefined
    ? always("no-price", "the estimate does not know this type")
    : always("usage", `${usage}: charged by use`);
}

function always(...given: Parameters<typeof gap>): Pricer {
  return () => gap(...given);
}

/** A Service of this type has a load balancer made. */
const loadBalancerService: Pricer = ({ properties }) => {
  const isBalanced = properties.at("spec.type").oneOf(["LoadBalancer"], false);
  return isBalanced === false
    ? noQuote
    : gap("unseen", "the load balancer of a Service is made in the cluster");
};
