/** Versions of components, as far as they can be put in order. */

/** Major, minor and patch. */
export type Version = readonly [number, number, number];

/**
 * The parts of a version such as `v1.36`, `1.14.0` or `0.19.3-eksbuild.1`; `undefined` for what names no single version,
 * such as `^1.2`, `latest` or nothing.
 */
export function parseVersion(text: string | undefined): Version | undefined {
  const match = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+][0-9A-Za-z.+-]+)?$/.exec(text?.trim() ?? "");
  return match === null ? undefined : [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)];
}

/** Versions from one on, and below another. */
export interface Range {
  /** The first that belongs to it. @default the first there is */
  readonly from?: string;
  /** The first that no longer does. @default none */
  readonly below?: string;
}

/** Whether a version is in a range; `undefined` where it cannot be read. */
export function isInRange(text: string | undefined, { from, below }: Range): boolean | undefined {
  if (from === undefined && below === undefined) return true;
  const version = parseVersion(text);
  if (version === undefined) return undefined;
  const first = parseVersion(from);
  const end = parseVersion(below);
  return (
    (first === undefined || compare(version, first) >= 0) && (end === undefined || compare(version, end) < 0)
  );
}

/** A range in words. */
export function rangeWords({ from, below }: Range): string {
  if (from !== undefined && below !== undefined) return `from ${from} to below ${below}`;
  if (from !== undefined) return `${from} or newer`;
  return below === undefined ? "any version" : `below ${below}`;
}

/** Negative where the first is older, 0 where both are the same. */
export function compare(one: Version, other: Version): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}
