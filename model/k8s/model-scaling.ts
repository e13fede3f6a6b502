/** How many pods serve a model, by what Prometheus measures of them. */

import type { AutoscalingSettings } from "../config/services/autoscaling";
import type { LlmSettings } from "../config/services/llm";
import { modelTimes } from "./autoscaling";
import { LLM_NAMESPACE } from "./llm";
import { MODEL_SERVER, modelPodsOf } from "./model-server";
import { observabilityUrls } from "./observability";

/** The model at its largest: what quotas and pools must have room for. */
export function modelAtMost(
  llm: LlmSettings | undefined,
  { models }: Pick<AutoscalingSettings, "models">,
): LlmSettings | undefined {
  if (llm === undefined || models === undefined) return llm;
  return { ...llm, replicas: Math.max(llm.replicas, models.maxReplicas) };
}

/** GPUs of all of a model's pods together. */
export function gpusOf(llm: LlmSettings | undefined): number {
  const kinds = llm === undefined ? [] : modelPodsOf(llm);
  return kinds.reduce((sum, { replicas, nodes, gpus }) => sum + replicas * nodes * gpus, 0);
}

/** Bounds of a model's pods, and what makes them more. */
export interface ModelScaling extends NonNullable<AutoscalingSettings["models"]> {
  /** Least number of pods. */
  readonly minReplicas: number;
}

/**
 * The ScaledObject, by which KEDA makes a HorizontalPodAutoscaler of the model's Deployment.
 *
 * It goes by the sums over all pods: the controller divides them by what one pod may have. Where Prometheus does not
 * answer, or has nothing of the model, the pods that are there stay.
 *
 * @see https://docs.vllm.ai/en/stable/usage/metrics/
 */
export function modelScaledObject({ minReplicas, maxReplicas, waitingRequests, cachePercent }: ModelScaling) {
  const selector = `{namespace="${LLM_NAMESPACE}"}`;
  return {
    apiVersion: "keda.sh/v1alpha1",
    kind: "ScaledObject",
    metadata: { name: MODEL_SERVER, namespace: LLM_NAMESPACE },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: MODEL_SERVER },
      minReplicaCount: minReplicas,
      maxReplicaCount: maxReplicas,
      pollingInterval: modelTimes.pollSeconds,
      fallback: { failureThreshold: 3, replicas: minReplicas, behavior: "currentReplicasIfHigher" },
      // Where nothing scales the model any more, it has again what the config says.
      advanced: { restoreToOriginalReplicaCount: true, horizontalPodAutoscalerConfig: { behavior } },
      triggers: [
        trigger("waiting", `sum(vllm:num_requests_waiting${selector})`, waitingRequests),
        trigger("cache", `sum(vllm:kv_cache_usage_perc${selector})`, cachePercent / 100),
      ],
    },
  };
}

/** Slowly up, as a pod takes minutes to be of use, and more slowly down, as it takes them again. */
const behavior = {
  scaleUp: {
    stabilizationWindowSeconds: modelTimes.scaleUpSeconds,
    policies: [{ type: "Pods", value: 1, periodSeconds: modelTimes.scaleUpStepSeconds }],
  },
  scaleDown: {
    stabilizationWindowSeconds: modelTimes.scaleDownSeconds,
    policies: [{ type: "Pods", value: 1, periodSeconds: modelTimes.scaleDownStepSeconds }],
  },
} as const;

/** What of a series one pod may have on average. */
function trigger(name: string, query: string, threshold: number) {
  return {
    type: "prometheus",
    name,
    metricType: "AverageValue",
    metadata: {
      serverAddress: observabilityUrls.prometheus,
      query,
      threshold: String(threshold),
      // No series is no answer, and not a model without work.
      ignoreNullValues: "false",
    },
  };
}
