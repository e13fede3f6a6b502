import type { FastifyInstance } from "fastify";

import type { ZodTypeProvider } from "../../http/zod-validation.ts";
import { backendEntry, backendName, modelEntry, modelName } from "../../registry/schema.ts";
import type { RegistrySources } from "../../registry/sources.ts";
import { toRequestError } from "../../http/zod-validation.ts";

import { nameParams } from "./schemas.ts";

/** `/admin/v1/registry`, and its models and backends one by one. What is put is checked against all that is there. */
export function adminRegistryRoutes(app: FastifyInstance, sources: RegistrySources): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();

  app.get("/admin/v1/registry", () => sources.entries);

  for (const [kind, path, names, entries] of [
    ["model", "models", modelName, modelEntry],
    ["backend", "backends", backendName, backendEntry],
  ] as const) {
    typed.put(
      `/admin/v1/${path}/*`,
      { schema: { params: nameParams, body: entries } },
      async ({ params, body }) => {
        const name = named(names, params["*"]);
        // Again, for the defaults: a route gets what came.
        const entry = entries.parse(body);
        await sources.put(kind, name, entry);
        return entry;
      },
    );

    typed.delete(`/admin/v1/${path}/*`, { schema: { params: nameParams } }, async ({ params }) => {
      await sources.remove(kind, params["*"]);
      return { deleted: params["*"] };
    });
  }
}

function named(names: typeof modelName, name: string): string {
  const parsed = names.safeParse(name);
  if (parsed.success) return parsed.data;
  throw toRequestError(parsed.error, name);
}
