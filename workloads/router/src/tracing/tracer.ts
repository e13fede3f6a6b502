import { setTimeout as sleep } from "node:timers/promises";

import { ExportResultCode } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { ReadableSpan, Sampler, SpanExporter } from "@opentelemetry/sdk-trace";
import type { FastifyBaseLogger } from "fastify";

import type { TracingConfig } from "./config.ts";
import { beginCall } from "./spans.ts";
import type { Tracer } from "./tracing.ts";

/** How long the router waits at its end until its last spans are taken, in milliseconds. */
const LAST_SPANS_MS = 2000;

type Export = Parameters<SpanExporter["export"]>[1];

/** Tells the log when spans begin to be lost, and when they are taken again; not each time. */
class ToldExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #url: string;
  readonly #log: FastifyBaseLogger;
  #isLosing = false;

  constructor(url: string, log: FastifyBaseLogger) {
    this.#exporter = new OTLPTraceExporter({ url });
    this.#url = new URL(url).origin;
    this.#log = log;
  }

  export(spans: ReadableSpan[], done: Export): void {
    this.#exporter.export(spans, (result) => {
      this.#tell(result.code !== ExportResultCode.SUCCESS, result.error);
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }

  #tell(isLosing: boolean, error: Error | undefined): void {
    if (isLosing === this.#isLosing) return;
    this.#isLosing = isLosing;
    if (isLosing) this.#log.warn({ err: error }, `traces are lost: ${this.#url} does not take them`);
    else this.#log.info(`${this.#url} takes traces again`);
  }
}

/** Makes spans for model calls and sends them by OTLP, in batches and beside the requests. */
export function startTracer(config: TracingConfig, log: FastifyBaseLogger): Tracer {
  const { url, serviceName, delayMs, queueSize } = config;
  const processor = new BatchSpanProcessor({
    exporter: new ToldExporter(url, log),
    scheduledDelayMillis: delayMs,
    maxQueueSize: queueSize,
  });
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ "service.name": serviceName }))
      // Of the environment: whatever it says wins.
      .merge(detectResources({ detectors: [envDetector] })),
    sampler: samplerOf(config),
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer("plinth-router");
  return {
    begin: (operation, model, { headers, routeOptions }, elapsedMs) =>
      beginCall(tracer, {
        operation,
        model,
        headers,
        route: routeOptions.url,
        startTime: Date.now() - elapsedMs,
      }),
    stop: () => Promise.race([provider.shutdown().catch(() => undefined), sleep(LAST_SPANS_MS)]),
  };
}

function samplerOf({ sampler, ratio }: TracingConfig): Sampler {
  const byParent = sampler.startsWith("parentbased_");
  const roots = {
    always_on: () => new AlwaysOnSampler(),
    always_off: () => new AlwaysOffSampler(),
    traceidratio: () => new TraceIdRatioBasedSampler(ratio),
  };
  const root = roots[sampler.replace("parentbased_", "") as keyof typeof roots]();
  return byParent ? new ParentBasedSampler({ root }) : root;
}
