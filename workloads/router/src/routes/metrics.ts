import type { FastifyInstance } from "fastify";

import type { Metrics } from "../observability/metrics.ts";

/** `GET /metrics`, for Prometheus. */
export function metricsRoutes(app: FastifyInstance, metrics: Metrics): void {
  app.get("/metrics", async (_, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
}
