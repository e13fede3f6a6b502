/** Config of the store that secrets of the platform come from: `plinth:secrets`. */

import { z } from "zod";
import { keyWords } from "../keys";
import type { RuleParams } from "../rules";

/** Where secrets may be kept. */
export const secretBackends = ["vault", "secretsManager"] as const;

/** The base URL of a Vault: the ports are those that External Secrets may reach. */
const VAULT_URL = /^https:\/\/[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?(?::(?:443|8200))?$/;

const ADDRESS_ALLOWED = "an https URL of a host, with port 443 or 8200 and without a path";

/** Name of a mount or a role of Vault. */
const VAULT_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9_/-]{0,126}[A-Za-z0-9])?$/;
const NAME_ALLOWED = "1 to 128 letters, digits, hyphens, underscores and slashes";

/** Settings of the store. */
export const SecretsSettings = z.strictObject({
  backend: z.enum(secretBackends).register(keyWords, {
    description:
      "Where secrets are kept: `vault`, or AWS `secretsManager`, which a stack on AWS has. External Secrets gets the ClusterSecretStore `platform` for it.",
    examples: ["vault"],
  }),
  address: z
    .string()
    .regex(VAULT_URL, "is not the address of a Vault")
    .optional()
    .register(keyWords, {
      description: "Address of the Vault. Without it that of the recipe `vault`.",
      allowed: ADDRESS_ALLOWED,
      examples: ["https://vault.example.com:8200"],
    }),
  mount: z
    .string()
    .regex(VAULT_NAME, "is not the path of a mount")
    .optional()
    .register(keyWords, {
      description: "Path in Vault at which its key-value engine, version 2, is. Without it `secret`.",
      allowed: NAME_ALLOWED,
      examples: ["secret"],
    }),
  role: z
    .string()
    .regex(VAULT_NAME, "is not the name of a role")
    .optional()
    .register(keyWords, {
      description:
        "Role of Vault's login for Kubernetes that External Secrets takes. Without it `external-secrets`.",
      allowed: NAME_ALLOWED,
      examples: ["external-secrets"],
    }),
});
export type SecretsSettings = z.infer<typeof SecretsSettings>;

type Draft = Readonly<Record<string, unknown>>;

/** The keys of a config that name a secret of the platform's store. */
function namingKeys({ llm, router }: Draft): readonly string[] {
  const token = (llm as Draft | undefined)?.["token"] as Draft | undefined;
  const settings = (router ?? {}) as Draft;
  const keys = ["upstreamKey", "adminKey"].filter((key) => settings[key] !== undefined);
  return [
    ...(token !== undefined && token["store"] === undefined ? ["plinth:llm.token"] : []),
    ...keys.map((key) => `plinth:router.${key}`),
  ];
}

/**
 * Reports a store that the stack cannot have, and secrets of a store that it has not.
 *
 * It runs also where other keys are wrong, so it must take any value.
 */
export function checkSecrets(
  config: unknown,
  context: Pick<z.core.$RefinementCtx, "addIssue">,
  { onAws }: { readonly onAws: boolean },
): void {
  const draft = (config ?? {}) as Draft;
  const report = (path: readonly string[], message: string, params: RuleParams): void => {
    context.addIssue({ code: "custom", path: [...path], message, params: { ...params } });
  };
  const secrets = draft["secrets"] as Draft | undefined;
  if (secrets === undefined) {
    const keys = namingKeys(draft).join(" and ");
    if (keys !== "")
      report(["secrets"], `is missing: ${keys} is in the store that it names`, {
        allowed: "an object with the key backend",
        example: workingStore(draft["recipes"], onAws),
      });
    return;
  }
  const { recipes } = draft;
  if (!Array.isArray(recipes) || typeof secrets !== "object") return;
  checkStore(secrets, recipes, onAws, report);
}

/** A store that a stack with these recipes can have. */
function workingStore(recipes: unknown, onAws: boolean): object {
  if (onAws) return { backend: "secretsManager" };
  const own = Array.isArray(recipes) && recipes.includes("vault");
  return { backend: "vault", ...(!own && { address: "https://vault.example.com:8200" }) };
}

function checkStore(
  secrets: Draft,
  recipes: readonly unknown[],
  onAws: boolean,
  report: (path: readonly string[], message: string, params: RuleParams) => void,
): void {
  if (recipes.length === 0)
    report(["secrets"], "is used by nothing: plinth:recipes is empty", {
      allowed: "nothing without recipes",
      remove: true,
    });
  if (secrets["backend"] === "vault") {
    if (secrets["address"] === undefined && !recipes.includes("vault"))
      report(["secrets", "address"], "is missing: plinth:recipes has no vault", {
        allowed: `${ADDRESS_ALLOWED}, or the recipe vault in plinth:recipes`,
        example: "https://vault.example.com:8200",
      });
    return;
  }
  if (secrets["backend"] !== "secretsManager") return;
  if (!onAws)
    report(["secrets", "backend"], "is Secrets Manager, which only a stack on AWS has", {
      allowed: "vault",
      set: ["secrets"],
      example: workingStore(recipes, onAws),
    });
  for (const key of ["address", "mount", "role"])
    if (secrets[key] !== undefined)
      report(["secrets", key], "is used by nothing: it is a setting of the backend vault", {
        allowed: "nothing with the backend secretsManager",
        remove: true,
      });
}
