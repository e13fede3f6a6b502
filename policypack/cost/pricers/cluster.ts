/** Control planes of EKS. */

import { fixed, gap, join, textAt, whenKnown } from "../quote";
import type { Context, Pricer, Quote } from "../quote";

/** The control plane costs more once its version has left standard support. */
function plane(version: string, context: Context): Quote {
  const isOld = minorOf(version) < minorOf(context.eksStandardSupportFrom);
  return isOld
    ? fixed(context, ["perHour", "eksClusterExtendedSupport"], "the control plane in extended support")
    : fixed(context, ["perHour", "eksCluster"], "the control plane");
}

/** Versions of Kubernetes differ in their second number. */
function minorOf(version: string): number {
  return Number(version.split(".")[1] ?? 0);
}

const cluster: Pricer = ({ properties }, context) =>
  whenKnown<[string]>([textAt(properties.child("version"), context.eksStandardSupportFrom)], (version) =>
    plane(version, context),
  );

/** The component of `@pulumi/eks` makes nodes of its own unless it is told not to. */
const component: Pricer = (resource, context) => {
  const makesNone = resource.properties.child("skipDefaultNodeGroup").is(true, false);
  const nodes = gap("unseen", "it may make a default node group; `skipDefaultNodeGroup: true` makes none");
  return makesNone === true ? cluster(resource, context) : join(cluster(resource, context), nodes);
};

export const clusterPricers: Readonly<Record<string, Pricer>> = {
  "aws:eks/cluster:Cluster": cluster,
  "eks:index:Cluster": component,
};
