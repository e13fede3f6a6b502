/**
 * Every metric that rules and dashboards of the platform ask for, with where its name was found.
 *
 * A name that its exporter does not have gives an alert that never fires and a panel that stays empty; a test holds this
 * list equal to the names in use.
 */

import { clusterAutoscaler, karpenter } from "./autoscaling";
import { dcgm } from "./dcgm";
import { kubelet, kubeStateMetrics, prometheus } from "./kubernetes";
import { certManager, collector, envoy, externalSecrets, loki, opencost, vault, velero } from "./platform";
import { kuberay, rayMetrics } from "./ray";
import { inferenceRouter, llmdRouterMetrics, vllm } from "./serving";
import { seriesOf } from "./types";
import type { Exporter } from "./types";

export type { Exporter, MetricKind } from "./types";

/** The programs that have them. */
export const exporters: readonly Exporter[] = [
  certManager,
  clusterAutoscaler,
  collector,
  dcgm,
  envoy,
  externalSecrets,
  inferenceRouter,
  karpenter,
  kubelet,
  kuberay,
  kubeStateMetrics,
  llmdRouterMetrics,
  loki,
  opencost,
  prometheus,
  rayMetrics,
  vault,
  velero,
  vllm,
];

/** Names of all series that they have. */
export const knownSeries: ReadonlySet<string> = new Set(
  exporters.flatMap(({ metrics }) => Object.entries(metrics).flatMap(([name, kind]) => seriesOf(name, kind))),
);
