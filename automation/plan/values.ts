/** Values of a plan, for people: Pulumi's wire form without its signatures. */

/** Marks of Pulumi's wire form, the same in every version; source: `@pulumi/pulumi/runtime/rpc.js`. */
export const wireMarks = {
  unknown: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  key: "4dabf18193072939515e22adb298388d",
  secret: "1b47061264138c4ac30d75fd1eb44270",
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
} as const;

/** What stands in place of a value that is not shown. */
export const shownAs = {
  unknown: "[unknown]",
  secret: "[secret]",
  asset: "[asset]",
  archive: "[archive]",
} as const;

/** How many values of a resource's inputs are not shown, by the reason. */
export interface HiddenValues {
  readonly unknown: number;
  readonly secret: number;
}

/** The value as it may be printed: secrets, unknown values and files are named and not shown. */
export function shownValue(value: unknown): unknown {
  if (value === wireMarks.unknown) return shownAs.unknown;
  if (Array.isArray(value)) return value.map(shownValue);
  if (typeof value !== "object" || value === null) return value;
  const object = value as Readonly<Record<string, unknown>>;
  switch (object[wireMarks.key]) {
    case undefined:
      return Object.fromEntries(Object.entries(object).map(([key, item]) => [key, shownValue(item)]));
    case wireMarks.asset:
      return shownAs.asset;
    case wireMarks.archive:
      return shownAs.archive;
    default:
      // A signature that is not known could be that of a new kind of secret.
      return shownAs.secret;
  }
}

/** Counts what `shownValue` hides. */
export function hiddenValues(value: unknown): HiddenValues {
  const counts = { unknown: 0, secret: 0 };
  const visit = (shown: unknown): void => {
    if (shown === shownAs.unknown) counts.unknown += 1;
    else if (shown === shownAs.secret) counts.secret += 1;
    else if (typeof shown === "object" && shown !== null) Object.values(shown).forEach(visit);
  };
  visit(shownValue(value));
  return counts;
}
