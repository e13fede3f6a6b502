import type { FastifyInstance } from "fastify";
import * as z from "zod";

import { openApiDocument } from "../openapi/document.ts";
import type { DocumentedRoute } from "../openapi/document.ts";

/** `GET /openapi.json`: every route of the app. Called before the others, so that it sees them come. */
export function openApiRoutes(app: FastifyInstance): void {
  const routes: DocumentedRoute[] = [];
  app.addHook("onRoute", ({ method, url, schema }) => {
    const body = schema?.body instanceof z.ZodType ? schema.body : undefined;
    for (const each of [method].flat()) if (each !== "HEAD") routes.push({ method: each, url, body });
  });
  let document: object | undefined;
  app.get("/openapi.json", () => (document ??= openApiDocument(routes)));
}
