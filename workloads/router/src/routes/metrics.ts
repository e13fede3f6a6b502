import type { FastifyInstance } from "fastify";

import { metricsOfAll } from "../cluster/worker.ts";
import { RouterError } from "../errors.ts";
import type { Metrics } from "../observability/metrics.ts";

/** `GET /metrics`, for Prometheus: of all workers together. */
export function metricsRoutes(app: FastifyInstance, { registry }: Metrics): void {
  const all = metricsOfAll(registry);
  app.get("/metrics", async (_, reply) => {
    const text = await all();
    if (text === undefined) throw new RouterError("internal_error", "A worker did not tell its metrics.");
    return reply.type(registry.contentType).send(text);
  });
}
