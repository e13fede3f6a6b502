/** Memory sizes and durations as Compose files write them. */

import { PlinthError } from "./errors";

/** Bytes in one unit of a memory size. Compose counts in powers of 1024: "k" is KiB. */
const BYTES: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  k: 1024,
  kb: 1024,
  m: 1024 ** 2,
  mb: 1024 ** 2,
  g: 1024 ** 3,
  gb: 1024 ** 3,
};

/** Microseconds in one unit of a duration; whole numbers, so that sums stay exact. */
const MICROSECONDS: Readonly<Record<string, number>> = {
  us: 1,
  ms: 1000,
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
};

const SIZE = /^(\d{1,15}(?:\.\d{1,9})?) ?(b|k|kb|m|mb|g|gb)?$/i;
const DURATION = /^(?:\d{1,9}(?:\.\d{1,9})?(?:us|ms|s|m|h))+$/;
const DURATION_PART = /(\d{1,9}(?:\.\d{1,9})?)(us|ms|s|m|h)/g;

const SIZES_ALLOWED = "a number and a unit (b, k, m or g; powers of 1024), such as 512m or 1.5g";
const DURATIONS_ALLOWED =
  "numbers with units (us, ms, s, m or h) one after another, such as 10s, 1m30s or 500ms";

/**
 * Bytes of a memory size such as `"512m"`, `"1.5g"` or a plain number of bytes.
 *
 * @throws PlinthError `unit-invalid` where the text is not a size, or is not a whole number of bytes that is exact in
 *   a double.
 */
export function parseBytes(text: string | number): number {
  const match = SIZE.exec(String(text).trim());
  const unit = BYTES[(match?.[2] ?? "").toLowerCase()];
  if (match?.[1] === undefined || unit === undefined) throw invalid("memory size", text, SIZES_ALLOWED);
  const bytes = Math.round(Number(match[1]) * unit);
  if (!Number.isSafeInteger(bytes)) throw invalid("memory size", text, SIZES_ALLOWED);
  return bytes;
}

/**
 * Whole MiB of a memory size, rounded up: a limit is never made smaller than it was written.
 *
 * @throws PlinthError `unit-invalid` as `parseBytes` does.
 */
export function parseMemoryMiB(text: string | number): number {
  return Math.ceil(parseBytes(text) / 1024 ** 2);
}

/** A size in bytes as Compose writes it, in the largest unit that leaves no fraction: `1536m`, `1g`, `10b`. */
export function formatBytes(bytes: number): string {
  for (const unit of ["g", "m", "k"] as const) {
    const size = BYTES[unit] ?? 1;
    if (bytes !== 0 && bytes % size === 0) return `${String(bytes / size)}${unit}`;
  }
  return `${String(bytes)}b`;
}

/**
 * Seconds of a duration such as `"10s"`, `"1m30s"` or `"500ms"`; fractions are kept to the microsecond.
 *
 * @throws PlinthError `unit-invalid` where the text is not a duration. A bare number is not one: its unit is missing.
 */
export function parseDurationSeconds(text: string): number {
  const trimmed = text.trim();
  if (!DURATION.test(trimmed)) throw invalid("duration", text, DURATIONS_ALLOWED);
  let microseconds = 0;
  for (const [, amount, unit] of trimmed.matchAll(DURATION_PART)) {
    microseconds += Math.round(Number(amount) * (MICROSECONDS[unit ?? ""] ?? 0));
  }
  return microseconds / 1_000_000;
}

/**
 * A duration in seconds as Compose writes it: `1m30s`, `500ms`, `0s`.
 *
 * @param seconds zero or more; rounded to the microsecond.
 */
export function formatDuration(seconds: number): string {
  let rest = Math.round(seconds * 1_000_000);
  if (rest === 0) return "0s";
  const parts: string[] = [];
  for (const unit of ["h", "m", "s", "ms", "us"] as const) {
    const size = MICROSECONDS[unit] ?? 1;
    const amount = Math.floor(rest / size);
    if (amount > 0) parts.push(`${String(amount)}${unit}`);
    rest -= amount * size;
  }
  return parts.join("");
}

function invalid(what: string, given: string | number, allowed: string): PlinthError {
  return new PlinthError("unit-invalid", `${JSON.stringify(given)} is not a ${what}. Allowed: ${allowed}.`);
}

/** A number of something, such as `1 GPU` or `2 pods`. */
export function counted(count: number, unit: string): string {
  return `${String(count)} ${unit}${count === 1 ? "" : "s"}`;
}
