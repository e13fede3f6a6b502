/** Config of what the recipe `observability` keeps, and for how long: `plinth:observability`. */

import { z } from "zod";
import { keyWords } from "../keys";

/**
 * Longest that each kind of signal is kept. Logs and traces stay below the days after which their buckets on AWS drop
 * what was forgotten, or an index would name objects that are gone.
 */
const MOST_DAYS = { metrics: 365, logs: 90, traces: 30 } as const;

/** Largest gp3 volume: https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html */
const MOST_GIB = 16_384;

/** Settings of one kind of signal. */
function signal(what: keyof typeof MOST_DAYS, server: string, retentionDays: number, volumeGiB: number) {
  return z
    .strictObject({
      retentionDays: z
        .int()
        .min(1)
        .max(MOST_DAYS[what])
        .default(retentionDays)
        .register(keyWords, { description: `Days that ${what} are kept.` }),
      volumeGiB: z
        .int()
        .min(5)
        .max(MOST_GIB)
        .default(volumeGiB)
        .register(keyWords, {
          description: `Volume of ${server} in GiB; it can be made larger only, by the steps of the runbook \`volume-filling\`.`,
        }),
    })
    .prefault({});
}

/** Settings of what collects metrics, logs and traces. */
export const ObservabilitySettings = z.strictObject({
  metrics: signal("metrics", "Prometheus", 15, 50).register(keyWords, {
    description: "Metrics, which Prometheus keeps. The oldest go early where its volume is nearly full.",
    examples: [{ retentionDays: 30, volumeGiB: 100 }],
  }),
  logs: signal("logs", "Loki", 7, 50).register(keyWords, {
    description: "Logs, which Loki keeps: on AWS in a bucket, elsewhere on its volume.",
    examples: [{ retentionDays: 30, volumeGiB: 200 }],
  }),
  traces: signal("traces", "Tempo", 7, 20).register(keyWords, {
    description: "Traces, which Tempo keeps: on AWS in a bucket, elsewhere on its volume.",
    examples: [{ retentionDays: 14, volumeGiB: 50 }],
  }),
});
export type ObservabilitySettings = z.infer<typeof ObservabilitySettings>;
