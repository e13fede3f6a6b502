/**
 * When each layer of autoscaling acts. All times that more than one layer depends on stand here, so that no layer
 * undoes what another one has just done; a test holds them against each other, and `docs/autoscaling.md` says why.
 *
 * The layers, from the work down: Ray's autoscaler and the HorizontalPodAutoscalers make pods; Cluster Autoscaler or
 * Karpenter makes nodes for pods that find no place; on AWS the scaling group of a pool bounds how many.
 */

/** How long ahead AWS says that it takes a spot node: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html */
export const SPOT_NOTICE_SECONDS = 120;

/** How much of that goes by before the drain begins: the event's way, and the cordon. Reckoned with, not measured. */
export const DRAIN_BEGINS_SECONDS = 20;

/** Namespace of KEDA. */
export const KEDA_NAMESPACE = "keda";

/** Nodes, under both autoscalers. */
export const nodeTimes = {
  /** Until a node takes pods, with its image, its network and its GPUs. Reckoned with, not measured. */
  startSeconds: 240,
  /** How long Cluster Autoscaler waits for a node that it asked for, before it tries another pool. */
  provisionSeconds: 900,
  /** How long a node without work stays: the next job finds it there. */
  idleSeconds: 600,
  /** How long no node goes after one has come. */
  afterAddSeconds: 60,
  /** How often Cluster Autoscaler looks. Karpenter is told of each pod, and gathers them for up to ten seconds. */
  scanSeconds: 10,
  /** How long a pod may take to end while its node is drained for want of work. */
  drainSeconds: 600,
} as const;

/** Ray: how long a worker may be idle, and how long one may take to hand over its work. */
export const rayTimes = {
  idleSeconds: 300,
  graceSeconds: 90,
  /** The pause of a service's worker before it stops, in which open requests are answered and no new ones come. */
  servePauseSeconds: 15,
  /** How long the cluster before an upgrade stays once requests go to the new one: for those that it still has. */
  oldClusterSeconds: 60,
} as const;

/** The router's pods, by their HorizontalPodAutoscaler. */
export const routerTimes = {
  /** Until a new pod answers, on a node that is there. Reckoned with, not measured. */
  startSeconds: 30,
  /** How long less work must last before a pod goes. */
  scaleDownSeconds: 300,
  /** At most one pod goes in this time. */
  stepSeconds: 60,
  /** The pause in which no node sends requests to a pod that goes any more. */
  pauseSeconds: 5,
  graceSeconds: 30,
} as const;

/** The model servers, by KEDA. */
export const modelTimes = {
  /** Until a new pod answers: a node, an image of some gigabytes, a model of some tens. Reckoned with, not measured. */
  startSeconds: 900,
  /** How often KEDA asks Prometheus. */
  pollSeconds: 15,
  /** How long more work must last before a pod is made: it takes minutes to be of use. */
  scaleUpSeconds: 60,
  /** At most one pod more in this time: the one before has not answered yet. */
  scaleUpStepSeconds: 300,
  /** How long less work must last before a pod goes. */
  scaleDownSeconds: 1800,
  /** At most one pod goes in this time. */
  scaleDownStepSeconds: 600,
  /** The pause in which open requests are answered: no new ones come once the pod is to go. */
  pauseSeconds: 60,
  /** How long requests that are still open after the pause are answered, before vLLM ends them. */
  drainSeconds: 30,
  graceSeconds: 100,
} as const;

/** Annotations of a pod that no autoscaler of nodes moves to save a node. */
export const stays = {
  "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
  "karpenter.sh/do-not-disrupt": "true",
} as const;

/** The pod that lifts Cluster Autoscaler's wait for GPUs, see `components/k8s/addons/gpu-primer.ts`. */
export const primerTimes = {
  /**
   * How long Cluster Autoscaler waits from the oldest pending pod with a GPU on before it acts, with no flag for it:
   * https://github.com/kubernetes/autoscaler/blob/cluster-autoscaler-1.36.1/cluster-autoscaler/core/static_autoscaler.go
   * (unschedulablePodWithGpuTimeBuffer)
   */
  gpuWaitSeconds: 30,
} as const;

/** A time as Go's flags and Karpenter's objects take it. */
export function seconds(count: number): string {
  return `${String(count)}s`;
}
