/** Values that stand for what is not known before an update. */

/**
 * What Pulumi sends in place of a value that is not known yet, one for each kind of value.
 *
 * Source: `@pulumi/policy/proxy.js`; a test holds the two together. Reading one through the proxy that Pulumi hands to
 * a policy throws, turns the whole policy advisory and drops its other findings.
 */
const SENTINELS: ReadonlySet<unknown> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** Whether a raw value stands for one that is not known before the update. */
export function isUnknown(value: unknown): boolean {
  return SENTINELS.has(value);
}

/**
 * The values behind Pulumi's proxy, read without its trap.
 *
 * A property descriptor shows the object that the proxy guards, so one level is enough: what is below is plain.
 */
export function rawProperties(guarded: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(guarded).map((key) => [key, Object.getOwnPropertyDescriptor(guarded, key)?.value as unknown]),
  );
}
