import * as z from "zod";

/** Where traces go, and which requests have one. */
export interface TracingConfig {
  /** Takes traces by OTLP over HTTP. */
  readonly url: string;
  readonly serviceName: string;
  readonly sampler: Sampling;
  /** The share of requests that have a trace where the sampler goes by a share, 0 to 1. */
  readonly ratio: number;
  /** How often traces are sent, in milliseconds. */
  readonly delayMs: number;
  /** Spans that wait at most; those beyond are left out. */
  readonly queueSize: number;
}

const SAMPLERS = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
] as const;
export type Sampling = (typeof SAMPLERS)[number];

const ENDPOINT = "an http or https URL that takes OTLP over HTTP, as in http://localhost:4318";
const endpoint = z.url({ protocol: /^https?$/, error: ENDPOINT });
const PROTOCOL = "http/json or http/protobuf, since the router sends traces over HTTP";
const protocol = z.enum(["http/json", "http/protobuf"], { error: PROTOCOL });
const RATIO = "a number from 0 to 1 (default 1)";

function whole(fallback: number, max: number) {
  const error = `an integer from 1 to ${max} (default ${fallback})`;
  return z.coerce.number({ error }).int({ error }).min(1, { error }).max(max, { error }).default(fallback);
}

/**
 * OpenTelemetry's own variables, as far as the router has something to decide; the exporter itself reads those of
 * headers, certificates, compression and its time limit.
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export const tracingEnvironment = z.object({
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint.optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: protocol.optional(),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: protocol.optional(),
  OTEL_TRACES_EXPORTER: z.enum(["otlp", "none"], { error: "otlp or none (default otlp)" }).default("otlp"),
  OTEL_SDK_DISABLED: z.string().default("false"),
  OTEL_SERVICE_NAME: z.string().default("plinth-router"),
  OTEL_TRACES_SAMPLER: z
    .enum(SAMPLERS, { error: `one of ${SAMPLERS.join(", ")} (default parentbased_always_on)` })
    .default("parentbased_always_on"),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number({ error: RATIO })
    .min(0, { error: RATIO })
    .max(1, { error: RATIO })
    .default(1),
  OTEL_BSP_SCHEDULE_DELAY: whole(5000, 600_000),
  OTEL_BSP_MAX_QUEUE_SIZE: whole(2048, 1_000_000),
});

/** @returns undefined where no traces are wanted */
export function tracingOf(variables: z.output<typeof tracingEnvironment>): TracingConfig | undefined {
  const base = variables.OTEL_EXPORTER_OTLP_ENDPOINT;
  // A URL of traces alone is taken as it is; to the common one each signal adds its own path.
  const url =
    variables.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ??
    (base === undefined ? undefined : `${base.replace(/\/+$/, "")}/v1/traces`);
  const off =
    variables.OTEL_SDK_DISABLED.toLowerCase() === "true" || variables.OTEL_TRACES_EXPORTER === "none";
  if (url === undefined || off) return undefined;
  return {
    url,
    serviceName: variables.OTEL_SERVICE_NAME,
    sampler: variables.OTEL_TRACES_SAMPLER,
    ratio: variables.OTEL_TRACES_SAMPLER_ARG,
    delayMs: variables.OTEL_BSP_SCHEDULE_DELAY,
    queueSize: variables.OTEL_BSP_MAX_QUEUE_SIZE,
  };
}
