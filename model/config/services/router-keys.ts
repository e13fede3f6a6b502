/** Config of keys for clients of the inference router in a cluster, and of where it keeps them. */

import { z } from "zod";
import { withDependencies } from "../../fleet/recipes";
import type { RecipeId } from "../../fleet/recipes";
import { keyWords } from "../keys";
import type { RuleParams } from "../rules";
import { postgresOf, redisOf } from "./servers";
import type { ServerUser } from "./servers";

const router: ServerUser = {
  namespace: "router",
  title: "the router",
  id: "router",
  postgres: "keys, what they used, and stored models",
  redis: "what limits count and what models with a cache keep",
};

/** Servers that all pods of the router share. */
export const RouterStorage = z.strictObject({
  postgres: postgresOf(router),
  redis: redisOf(router).optional(),
});
export type RouterStorage = z.infer<typeof RouterStorage>;

/** The name of a secret in the platform's store. */
export function storedKey(what: string, example: string) {
  return z
    .string()
    .min(1)
    .max(512)
    .optional()
    .register(keyWords, {
      description: `Name of the secret in the store of \`plinth:secrets\` that ${what}`,
      allowed: "1 to 512 characters",
      examples: [example],
    });
}

/** Whether clients need keys, and what the router has for that. */
export const routerKeyShape = {
  auth: z.enum(["none", "keys"]).default("none").register(keyWords, {
    description:
      "Whether clients of the router need a key: `none`, as the sign-on and the network policies let nobody else in, or `keys`, which `./plinth keys` makes.",
  }),
  adminKey: storedKey(
    "opens the router's admin API. Without it the cluster makes one, in the Secret `router-admin`.",
    "platform/router-admin",
  ),
  storage: RouterStorage.optional().register(keyWords, {
    description:
      "Postgres and Redis, by TLS alone, in which the pods of a router with keys share what they know. A stack on AWS without it uses its own Postgres and Valkey; any other cluster needs the Postgres. Without a Redis each pod counts limits for itself, and none keeps answers.",
  }),
} as const;

type Report = (path: readonly string[], message: string, params: RuleParams) => void;

/** Reports keys that have no place to be in, and settings of keys where there are none. The settings are of any kind. */
export function checkRouterKeys(
  settings: unknown,
  { recipes, onAws }: { readonly recipes: readonly RecipeId[]; readonly onAws: boolean },
  report: Report,
): void {
  const { auth, adminKey, storage } = (settings ?? {}) as Readonly<Record<string, unknown>>;
  if (auth === "none") {
    for (const [key, value] of Object.entries({ adminKey, storage }))
      if (value !== undefined)
        report(["router", key], "is used by nothing: plinth:router.auth is none", {
          allowed: "nothing without keys",
          remove: true,
        });
  }
  if (auth !== "keys" || storage !== undefined) return;
  if (!onAws)
    report(["router", "storage"], "is missing: a router with keys keeps them in a Postgres", {
      allowed: "an object with the key postgres, or none in plinth:router.auth",
      example: { postgres: { host: "postgres.example.com", passwordSecret: "router-postgres" } },
    });
  else if (!withDependencies(recipes).includes("devtools"))
    report(["recipes"], "has no devtools, whose job makes the database of plinth:router.auth", {
      allowed: "a list with devtools, or a Postgres in plinth:router.storage",
      example: [...recipes, "devtools"],
    });
}
