/** Every workload that gets a role. */

import type { EksConfig } from "../../config/eks/schema";
import { workloadIds } from "../workload-ids";
import type { WorkloadId } from "../workload-ids";
import { authelia } from "./authelia";
import { certManager } from "./cert-manager";
import { clusterAutoscaler } from "./cluster-autoscaler";
import { databases } from "./databases";
import { ebsCsi } from "./ebs-csi";
import { externalSecrets } from "./external-secrets";
import type { IdentityMode, WorkloadIdentity } from "./identity";
import { karpenter } from "./karpenter";
import { loadBalancerController } from "./load-balancer-controller";
import { loki } from "./loki";
import { mlflow } from "./mlflow";
import { prefect } from "./prefect";
import { router } from "./router";
import { tempo } from "./tempo";
import { vault } from "./vault";
import { velero } from "./velero";

export type { IdentityMode, WorkloadIdentity } from "./identity";

/** The workloads by their ids. */
export const workloads: Readonly<Record<WorkloadId, WorkloadIdentity>> = {
  "ebs-csi": ebsCsi,
  "cluster-autoscaler": clusterAutoscaler,
  karpenter,
  "load-balancer-controller": loadBalancerController,
  "external-secrets": externalSecrets,
  velero,
  loki,
  tempo,
  databases,
  mlflow,
  prefect,
  router,
  vault,
  authelia,
  "cert-manager": certManager(),
};

/** Workloads of one autoscaler. */
const AUTOSCALERS: Readonly<Record<EksConfig["autoscaler"], WorkloadId>> = {
  clusterAutoscaler: "cluster-autoscaler",
  karpenter: "karpenter",
};

/** What decides which workloads a stack has. */
export type WorkloadsConfig = Pick<EksConfig, "autoscaler"> & Partial<Pick<EksConfig, "domain" | "gateway">>;

/** The workloads of a stack: all but those of the autoscaler that it does not have, and of a zone where none is named. */
export function workloadsOf({ autoscaler, domain, gateway }: WorkloadsConfig): readonly WorkloadIdentity[] {
  const others = Object.values(AUTOSCALERS).filter((id) => id !== AUTOSCALERS[autoscaler]);
  const own = workloadIds.filter((id) => !others.includes(id) && id !== "cert-manager");
  const hostedZoneId = gateway?.acme?.hostedZoneId;
  const zone = domain === undefined || hostedZoneId === undefined ? undefined : { domain, hostedZoneId };
  return [...own.map((id) => workloads[id]), ...(zone === undefined ? [] : [certManager(zone)])];
}

/** How a workload's service account gets its role: one way, never both. */
export function identityModeOf(
  { irsaWorkloads }: Pick<EksConfig, "irsaWorkloads">,
  id: WorkloadId,
): IdentityMode {
  return irsaWorkloads.includes(id) ? "irsa" : "podIdentity";
}
