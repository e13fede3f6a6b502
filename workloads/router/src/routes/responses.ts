import type { FastifyInstance } from "fastify";

import { RouterError } from "../errors.ts";
import { responsesFormat } from "../inbound/responses/index.ts";
import { responsesBody } from "../schemas/responses.ts";

import { answerModelCall } from "./model-call.ts";
import type { ModelCallDeps } from "./model-call.ts";

/** `POST /v1/responses`, plain and streaming. No response is kept: what asks for one by its id is refused. */
export function responsesRoutes(app: FastifyInstance, deps: ModelCallDeps): void {
  app.post("/v1/responses", { schema: { body: responsesBody } }, (request, reply) =>
    answerModelCall(deps, "chat", request, reply, responsesFormat),
  );
  app.route({
    method: ["GET", "POST", "DELETE"],
    url: "/v1/responses/*",
    handler: () => {
      throw new RouterError(
        "unsupported_parameter",
        "The router keeps no responses, so that none can be read, cancelled or deleted. Send the whole conversation to POST /v1/responses.",
      );
    },
  });
}
