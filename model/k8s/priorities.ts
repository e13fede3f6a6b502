/** Who goes before whom while a cluster is full. */

/** What a class of pods is worth, and what it does to others. */
export interface Priority {
  /** A higher one goes first. What a cluster itself is made of begins at two thousand million. */
  readonly value: number;
  /** `Never`: a pod of the class waits for room and takes nobody's place. */
  readonly preemptionPolicy: "PreemptLowerPriority" | "Never";
  readonly description: string;
}

/**
 * The PriorityClasses of the platform, by their names. A pod that names none has 0: it goes after work that waits in
 * a queue, and before the placeholder.
 *
 * Cluster Autoscaler takes a pod below -10 for one that may wait for ever, and adds no node for it:
 * https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md (expendable-pods-priority-cutoff).
 * The placeholder is at that bound, since it is to be seen.
 */
export const priorities = {
  "plinth-platform": {
    value: 1_000_000,
    preemptionPolicy: "PreemptLowerPriority",
    description:
      "What the platform itself needs: operators, metrics, the heads of Ray clusters and their state.",
  },
  "plinth-interactive": {
    value: 100_000,
    preemptionPolicy: "PreemptLowerPriority",
    description: "What people wait for: routers and model servers. They go before work that can wait.",
  },
  "plinth-batch": {
    value: 1000,
    preemptionPolicy: "Never",
    description: "Work that can wait and be done again: workers of Ray, and jobs. It takes nobody's place.",
  },
  "plinth-placeholder": {
    value: -10,
    preemptionPolicy: "Never",
    description: "Pods that do no work and only stand for some. Whatever comes takes their place.",
  },
} as const satisfies Readonly<Record<string, Priority>>;

/** Name of a PriorityClass of the platform. */
export type PriorityName = keyof typeof priorities;

/** What the platform itself needs. */
export const PLATFORM_PRIORITY = "plinth-platform" satisfies PriorityName;

/** What people wait for. */
export const INTERACTIVE_PRIORITY = "plinth-interactive" satisfies PriorityName;

/** Work that can wait. */
export const BATCH_PRIORITY = "plinth-batch" satisfies PriorityName;

/** What stands for work and does none. */
export const PLACEHOLDER_PRIORITY = "plinth-placeholder" satisfies PriorityName;
