import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import * as z from "zod";

import type { CompleteAnswer } from "../backends/backend.ts";
import { RouterError } from "../errors.ts";
import { sendComplete } from "../http/complete-answer.ts";
import type { OpenCalls } from "../http/open-calls.ts";
import type { ZodTypeProvider } from "../http/zod-validation.ts";
import { listModels } from "../registry/model-list.ts";
import type { ListedModel } from "../registry/model-list.ts";
import type { RegistryHolder } from "../registry/loader.ts";
import { checkModel, maySee } from "../keys/access.ts";
import { nearest } from "../registry/nearest.ts";

const MOST_MODELS_NAMED = 10;

const modelParams = z.object({ "*": z.string().min(1, { error: "the id of a model" }) });

/** What the model routes ask. */
export interface ModelDeps {
  readonly registry: RegistryHolder;
  readonly calls: OpenCalls;
}

/** `GET /v1/models` and `GET /v1/models/{id}`; an id may hold slashes, as in `org/name`. */
export function modelRoutes(app: FastifyInstance, { registry, calls }: ModelDeps): void {
  const list = (
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<readonly ListedModel[] | CompleteAnswer> =>
    listModels(registry.current, {
      requestId: request.id,
      headers: request.headers,
      signal: calls.signalFor(reply),
    });

  app.get("/v1/models", async (request, reply) => {
    const found = await list(request, reply);
    if ("kind" in found) return sendComplete(reply, found);
    return { object: "list", data: found.filter(({ id }) => maySee(request, id)) };
  });

  // From the list, because many servers have no route for one model; and no text of a client reaches a URL.
  app
    .withTypeProvider<ZodTypeProvider>()
    .get("/v1/models/*", { schema: { params: modelParams } }, async (request, reply) => {
      const found = await list(request, reply);
      if ("kind" in found) return sendComplete(reply, found);
      checkModel(request, request.params["*"]);
      return findModel(found, request.params["*"]);
    });
}

function findModel(models: readonly ListedModel[], id: string): ListedModel {
  const found = models.find((model) => model.id === id);
  if (found !== undefined) return found;
  const shown = id.length > 100 ? `${id.slice(0, 100)}…` : id;
  throw new RouterError("model_not_found", `There is no model '${shown}'; ${describe(models, id)}.`, {
    param: "model",
  });
}

function describe(models: readonly ListedModel[], id: string): string {
  if (models.length === 0) return "there is none yet";
  const names = models.map((model) => model.id);
  const near = nearest(id, names);
  if (near.length > 0) return `near it are ${near.join(", ")}`;
  const others = names.length - MOST_MODELS_NAMED;
  return `there is ${names.slice(0, MOST_MODELS_NAMED).join(", ")}${others > 0 ? ` and ${others} others` : ""}`;
}
