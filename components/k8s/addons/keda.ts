/** KEDA: HorizontalPodAutoscalers that go by what Prometheus measures, such as requests that wait. */

import * as pulumi from "@pulumi/pulumi";
import { KEDA_NAMESPACE as namespace } from "../../../model/k8s/autoscaling";
import { PLATFORM_PRIORITY } from "../../../model/k8s/priorities";
import type { PriorityName } from "../../../model/k8s/priorities";
import { createRelease } from "../release";

interface Replicas {
  readonly replicaCount: number;
}
interface Measured {
  readonly enabled: boolean;
}
interface Budget {
  readonly maxUnavailable: number;
}

/** Values of the chart that the platform sets. */
export interface KedaValues {
  readonly image: { readonly pullPolicy: string };
  readonly priorityClassName: PriorityName;
  readonly rbac: { readonly enabledCustomScaledRefKinds: boolean };
  readonly operator: Replicas;
  readonly metricsServer: Replicas;
  readonly webhooks: Replicas;
  readonly prometheus: {
    readonly operator: Measured;
    readonly metricServer: Measured;
    readonly webhooks: Measured;
  };
  readonly podDisruptionBudget: {
    readonly operator: Budget;
    readonly metricServer: Budget;
    readonly webhooks: Budget;
  };
}

const two: Replicas = { replicaCount: 2 };
const measured: Measured = { enabled: true };
const oneAway: Budget = { maxUnavailable: 1 };

const values: KedaValues = {
  image: { pullPolicy: "IfNotPresent" },
  priorityClassName: PLATFORM_PRIORITY,
  // Deployments and StatefulSets need no more; with it the operator could change every kind of object.
  rbac: { enabledCustomScaledRefKinds: false },
  // One leads and one waits: without KEDA every HorizontalPodAutoscaler of its own stands still.
  operator: two,
  metricsServer: two,
  webhooks: two,
  // The port of its metrics; the monitor of the platform asks there.
  prometheus: { operator: measured, metricServer: measured, webhooks: measured },
  podDisruptionBudget: { operator: oneAway, metricServer: oneAway, webhooks: oneAway },
};

/** KEDA with its CRDs. */
export class Keda extends pulumi.ComponentResource {
  constructor(name: string, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:Keda", name, {}, options);
    createRelease(name, { chart: "keda", namespace, values }, { parent: this });
    this.registerOutputs({});
  }
}
