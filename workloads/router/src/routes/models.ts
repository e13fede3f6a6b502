import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import * as z from "zod";

import type { Backend, CompleteAnswer } from "../backends/backend.ts";
import { RouterError } from "../errors.ts";
import { sendComplete } from "../http/complete-answer.ts";
import type { OpenCalls } from "../http/open-calls.ts";
import type { ZodTypeProvider } from "../http/zod-validation.ts";

const MOST_MODELS_NAMED = 10;

const modelList = z.object({ data: z.array(z.looseObject({ id: z.string() })) });
const modelParams = z.object({ "*": z.string().min(1, { error: "the id of a model" }) });

/** What the model routes ask. */
export interface ModelDeps {
  readonly backend: Backend;
  readonly calls: OpenCalls;
}

/** `GET /v1/models` and `GET /v1/models/{id}`; an id may hold slashes, as in `org/name`. */
export function modelRoutes(app: FastifyInstance, { backend, calls }: ModelDeps): void {
  const list = (request: FastifyRequest, reply: FastifyReply): Promise<CompleteAnswer> =>
    backend.models({
      requestId: request.id,
      headers: request.headers,
      signal: calls.signalFor(reply),
    });

  app.get("/v1/models", async (request, reply) => sendComplete(reply, await list(request, reply)));

  // From the list, because many servers have no route for one model; and no text of a client reaches a URL.
  app
    .withTypeProvider<ZodTypeProvider>()
    .get("/v1/models/*", { schema: { params: modelParams } }, async (request, reply) => {
      const answer = await list(request, reply);
      return answer.status >= 400 ? sendComplete(reply, answer) : findModel(answer, request.params["*"]);
    });
}

function findModel(answer: CompleteAnswer, id: string): unknown {
  const parsed = modelList.safeParse(JSON.parse(answer.body.toString()));
  if (!parsed.success) {
    throw new RouterError(
      "upstream_invalid_response",
      "The upstream's list of models is not in OpenAI's shape.",
    );
  }
  const models = parsed.data.data;
  const found = models.find((model) => model.id === id);
  if (found !== undefined) return found;
  const shown = id.length > 100 ? `${id.slice(0, 100)}…` : id;
  throw new RouterError("model_not_found", `There is no model '${shown}'; ${describe(models)}.`, {
    param: "model",
  });
}

function describe(models: readonly { id: string }[]): string {
  if (models.length === 0) return "the upstream has none yet";
  const named = models.slice(0, MOST_MODELS_NAMED).map(({ id }) => id);
  const others = models.length - named.length;
  return `the upstream has ${named.join(", ")}${others > 0 ? ` and ${others} others` : ""}`;
}
