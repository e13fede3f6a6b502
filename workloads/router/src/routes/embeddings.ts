import type { FastifyInstance } from "fastify";

import { embeddingBody } from "../schemas/embeddings.ts";

import { answerModelCall } from "./model-call.ts";
import type { ModelCallDeps } from "./model-call.ts";

/** `POST /v1/embeddings`. */
export function embeddingRoutes(app: FastifyInstance, deps: ModelCallDeps): void {
  app.post("/v1/embeddings", { schema: { body: embeddingBody } }, (request, reply) =>
    answerModelCall(deps, "embeddings", request, reply),
  );
}
