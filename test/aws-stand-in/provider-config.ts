/** Configuration of a provider: the engine sends every value as text. */

import type { ProviderConfig } from "./completed-inputs";
import { isObject, withoutSecrets } from "./values";

/** Account of programs that say nothing of it. */
export const ACCOUNT = "123456789012";

/**
 * Reads what a provider was given.
 *
 * @throws Error without a region.
 */
export function providerConfig(args: unknown): ProviderConfig {
  const given = withoutSecrets(args);
  const values = isObject(given) ? given : {};
  const region = values["region"];
  if (typeof region !== "string" || region === "") {
    throw new Error("The provider of AWS has no region: give it one, or set aws:region.");
  }
  const tags = object(values["defaultTags"])["tags"];
  const allowed = parsed(values["allowedAccountIds"]);
  const accountId: unknown = Array.isArray(allowed) ? allowed[0] : undefined;
  return {
    region,
    accountId: typeof accountId === "string" ? accountId : ACCOUNT,
    defaultTags: object(tags) as Readonly<Record<string, string>>,
  };
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    // Not every provider sends JSON for what is one text.
    return value;
  }
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  const found = parsed(value);
  return isObject(found) ? found : {};
}
