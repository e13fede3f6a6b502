/** A job on a Ray cluster of its own, which comes and goes with it. */

import { BATCH_PRIORITY } from "../priorities";
import { raySpec } from "./cluster";
import { RAY_NAMESPACE } from "./names";
import type { RayPlan } from "./plan";

/** What a job is made from. */
export interface RayJobArgs {
  /** Name of the job; 1 to 47 characters, since KubeRay's names of its parts begin with it. */
  readonly name: string;
  /** The command that the head runs. */
  readonly entrypoint: string;
  /** Its cluster. */
  readonly plan: RayPlan;
  /** Variables of every process of the job, as MLFLOW_TRACKING_URI. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** How often it is tried again, each time on a new cluster. @default 2 */
  readonly retries?: number;
  /**
   * How long a try may take, from the start of its cluster. One that takes longer is ended and was the last; each try
   * that fails before has the whole time, so all of them may take `retries + 1` times as long. @default 4 hours
   */
  readonly timeoutSeconds?: number;
  /** How long its cluster is kept after it, for a look at the dashboard. @default 5 minutes */
  readonly keptSeconds?: number;
}

/**
 * The RayJob. KubeRay submits it by the token of the job's own cluster, and no pod is made for that.
 *
 * @example
 * rayJob({ name: "train-digits", entrypoint: "python train_digits.py", plan: planRay(settings) });
 */
export function rayJob(args: RayJobArgs) {
  const { name, entrypoint, plan, environment = {}, retries = 2 } = args;
  const variables = Object.entries(environment);
  // KubeRay takes the environment of a job's processes as YAML in a string, and JSON is YAML.
  const runtime = JSON.stringify({ env_vars: Object.fromEntries(variables) });
  return {
    apiVersion: "ray.io/v1",
    kind: "RayJob",
    metadata: { name, namespace: RAY_NAMESPACE },
    spec: {
      entrypoint,
      ...(variables.length > 0 && { runtimeEnvYAML: runtime }),
      submissionMode: "HTTPMode",
      backoffLimit: retries,
      activeDeadlineSeconds: args.timeoutSeconds ?? 4 * 3600,
      shutdownAfterJobFinishes: true,
      ttlSecondsAfterFinished: args.keptSeconds ?? 300,
      // A job is tried again: its head waits like its workers.
      rayClusterSpec: raySpec(plan, { head: BATCH_PRIORITY }),
    },
  };
}
