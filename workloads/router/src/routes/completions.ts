import type { FastifyInstance } from "fastify";

import { completionBody } from "../schemas/completions.ts";

import { answerModelCall } from "./model-call.ts";
import type { ModelCallDeps } from "./model-call.ts";

/** `POST /v1/completions`, plain and streaming. */
export function completionRoutes(app: FastifyInstance, deps: ModelCallDeps): void {
  app.post("/v1/completions", { schema: { body: completionBody } }, (request, reply) =>
    answerModelCall(deps, "completions", request, reply),
  );
}
