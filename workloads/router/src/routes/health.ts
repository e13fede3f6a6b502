import type { FastifyInstance } from "fastify";

import { RouterError } from "../errors.ts";
import type { Readiness } from "../readiness.ts";

/** What the health routes ask. */
export interface HealthDeps {
  readonly readiness: Readiness;
  /** True from SIGTERM on. */
  readonly isStopping: () => boolean;
}

/** `GET /healthz`: the process lives; asks nobody. `GET /readyz`: a request would find its upstream. */
export function healthRoutes(app: FastifyInstance, { readiness, isStopping }: HealthDeps): void {
  app.get("/healthz", () => ({ status: "ok" }));

  app.get("/readyz", async (request, reply) => {
    const problem = isStopping()
      ? new RouterError("shutting_down", "The router is stopping.")
      : await readiness.check(request.id);
    if (problem === null) return { status: "ready" };
    request.outcome = problem;
    // 503 whatever it is: probes know it as "not now".
    return reply.code(503).send(problem.toBody());
  });
}
