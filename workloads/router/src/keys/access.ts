import type { FastifyInstance, FastifyRequest } from "fastify";

import { RouterError } from "../errors.ts";

import { bearerOf } from "./bearer.ts";
import type { ApiKey } from "./key.ts";
import { allows } from "./key-ring.ts";
import type { KeyRing } from "./key-ring.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Whose the request is; null where the router asks for no keys. */
    owner: ApiKey | null;
  }
}

/** Asks for a key on every route of the API; health, metrics and the admin API have rules of their own. */
export function installAccess(app: FastifyInstance, ring: KeyRing | undefined): void {
  app.decorateRequest("owner", null);
  if (ring === undefined) return;
  app.addHook("onRequest", async (request) => {
    // The route's own path, not the client's spelling of it.
    if (request.routeOptions.url?.startsWith("/v1/") === true)
      request.owner = await ring.owner(bearerOf(request));
  });
}

/** @throws RouterError model_not_allowed where the request's key is not for the model */
export function checkModel({ owner }: FastifyRequest, model: string): void {
  if (owner === null || allows(owner, model)) return;
  const shown = model.length > 100 ? `${model.slice(0, 100)}…` : model;
  const allowed = (owner.models ?? []).slice(0, 10).join(", ");
  const what = `The key …${owner.hint} is not for the model '${shown}'; it is for ${allowed}.`;
  throw new RouterError("model_not_allowed", what, { param: "model" });
}

/** Whether the request's key is for a model. */
export function maySee({ owner }: FastifyRequest, model: string): boolean {
  return owner === null || allows(owner, model);
}
