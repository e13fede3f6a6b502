import type { FastifyInstance } from "fastify";
import type * as z from "zod";

import type { ZodTypeProvider } from "../../http/zod-validation.ts";
import type { ApiKey } from "../../keys/key.ts";
import type { KeyRing } from "../../keys/key-ring.ts";
import type { Limits } from "../../limits/limits.ts";
import type { KeySettings, KeyStore, MadeKey } from "../../keys/key-store.ts";

import { idParams, keyBody, rotateBody } from "./schemas.ts";

const CREATED = 201;
const NO_GRACE = 0;

/** What the routes to keys ask. */
export interface AdminKeysDeps {
  readonly store: KeyStore;
  readonly ring: KeyRing;
  /** What holds keys to their budgets; undefined where clients need no keys. */
  readonly limits: Limits | undefined;
}

/** `/admin/v1/keys`: list, make, look at, revoke and rotate keys. A secret is told once, to whoever made it. */
export function adminKeyRoutes(app: FastifyInstance, { store, ring, limits }: AdminKeysDeps): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();

  typed.get("/admin/v1/keys", async () => ({ data: (await store.list()).map(shown) }));

  typed.get("/admin/v1/keys/:id", { schema: { params: idParams } }, async ({ params }) =>
    shown(await store.get(params.id)),
  );

  typed.post("/admin/v1/keys", { schema: { body: keyBody } }, async ({ body }, reply) => {
    // Again, for the defaults: a route gets what came.
    const made = await store.create(settingsOf(keyBody.parse(body)));
    return reply.code(CREATED).send(shownOnce(made));
  });

  typed.delete("/admin/v1/keys/:id", { schema: { params: idParams } }, async ({ params }) => {
    const key = await store.revoke(params.id);
    ring.forget();
    return shown(key);
  });

  typed.post(
    "/admin/v1/keys/:id/rotate",
    { schema: { params: idParams, body: rotateBody } },
    async ({ params, body }, reply) => {
      // The new key takes over what the old one has spent, also in the last second.
      await limits?.write();
      const made = await store.rotate(params.id, (body?.grace_seconds ?? NO_GRACE) * 1000);
      ring.forget();
      return reply.code(CREATED).send(shownOnce(made));
    },
  );
}

function settingsOf(body: z.output<typeof keyBody>): KeySettings {
  const { name, tenant = name, models, budget, expires_in_seconds: seconds } = body;
  return {
    name,
    tenant,
    models: models ?? null,
    limit: {
      requestsPerMinute: body.requests_per_minute ?? null,
      tokensPerMinute: body.tokens_per_minute ?? null,
    },
    budget: budget ?? null,
    expiresAt: typeof seconds === "number" ? Date.now() + Math.round(seconds * 1000) : null,
  };
}

function shown(key: ApiKey): object {
  const { id, hint, name, tenant, models, limit, budget, createdAt, expiresAt, revokedAt } = key;
  const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  return {
    id,
    hint,
    name,
    tenant,
    models,
    requests_per_minute: limit.requestsPerMinute,
    tokens_per_minute: limit.tokensPerMinute,
    budget,
    created_at: time(createdAt),
    expires_at: time(expiresAt),
    revoked_at: time(revokedAt),
  };
}

function shownOnce({ key, secret }: MadeKey): object {
  return { ...shown(key), key: secret };
}
