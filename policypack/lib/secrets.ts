/** Secrets as a remediation gets them: wrapped, unlike in a validation, so that what it gives back stays secret. */

interface Secret {
  value: unknown;
}

/** Known by its name and shape: loading `@pulumi/policy` for its class alone would load Pulumi's runtime. */
function isSecret(value: unknown): value is Secret {
  return (
    typeof value === "object" && value !== null && value.constructor.name === "Secret" && "value" in value
  );
}

/** The value with every secret in it unwrapped, for reading only. */
export function reveal(value: unknown): unknown {
  if (isSecret(value)) return reveal(value.value);
  if (Array.isArray(value)) return value.map(reveal);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, reveal(each)]));
}

/** The value changed; what was a secret is one again. */
export function within<T>(value: unknown, change: (plain: unknown) => T): unknown {
  if (!isSecret(value)) return change(value);
  const secret = Object.create(Object.getPrototypeOf(value) as object) as Secret;
  secret.value = within(value.value, change);
  return secret;
}
