/** Inputs in Pulumi's wire form as a report may show them: no secret, and no value that is not known. */

import { isUnknown } from "../../policypack/lib/unknown";

/** Marks a value of a special kind in the wire form. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

const kinds: Readonly<Record<string, string>> = {
  [secretSignature]: "[secret]",
  c44067f5952c0a294b673a41bacd8c17: "[asset]",
  "0def7320c3a5731c473e5ecbe6d01bc7": "[archive]",
  "5cf8f73096256a8f31e491e813e4eb8e": "[resource]",
};

/** Inputs as a report shows them. */
export function shownInputs(wire: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(wire).map(([key, value]) => [key, shown(value)]));
}

function shown(value: unknown): unknown {
  if (isUnknown(value)) return "[unknown]";
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== "object" || value === null) return value;
  const signature = (value as Record<string, unknown>)[signatureKey];
  if (typeof signature === "string") return kinds[signature] ?? "[value]";
  return shownInputs(value as Record<string, unknown>);
}
