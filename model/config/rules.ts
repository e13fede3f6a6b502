/** Rules of the config that one key's type cannot state: they look at several keys, or at a value's meaning. */

import { posix } from "node:path";
import type { z } from "zod";

/** What a rule adds to an issue, read by `issues.ts`. */
export interface RuleParams {
  /** The values allowed, in words, in place of the key's own. */
  readonly allowed: string;
  /** A value that would work. @default the key's own example */
  readonly example?: unknown;
  /** Whether the key has no place at all, so that removing it puts things right. @default false */
  readonly remove?: boolean;
  /** The key to set to the example, where that is another than the one at fault. @default the key at fault */
  readonly set?: readonly (string | number)[];
}

type RefineContext = Pick<z.core.$RefinementCtx, "addIssue">;

/**
 * Reports each port that an earlier key has taken, with a free one.
 *
 * It runs also where other ports are wrong, so it must take any value.
 */
export function checkDistinctPorts(ports: unknown, context: RefineContext): void {
  if (!isRecord(ports)) return;
  const numbers = Object.entries(ports).filter(
    (entry): entry is [string, number] => typeof entry[1] === "number",
  );
  const taken = new Set(numbers.map(([, port]) => port));
  const owners = new Map<number, string>();
  for (const [key, port] of numbers) {
    const owner = owners.get(port);
    if (owner === undefined) {
      owners.set(port, key);
      continue;
    }
    const free = freePort(port, taken);
    taken.add(free);
    const params: RuleParams = { allowed: "a port that no other key of plinth:ports has", example: free };
    context.addIssue({
      code: "custom",
      path: [key],
      message: `is the port of plinth:ports.${owner} too`,
      params: { ...params },
    });
  }
}

function freePort(after: number, taken: ReadonlySet<number>): number {
  for (let port = after + 1; port <= 65535; port++) if (!taken.has(port)) return port;
  return freePort(1023, taken);
}

/**
 * Reports a data folder that the compose file lies in, or that cannot be named from where the compose file lies.
 *
 * It runs on any value, as `checkDistinctPorts` does.
 */
export function checkDataDir(config: unknown, context: RefineContext): void {
  if (!isRecord(config)) return;
  const { composeFile, dataDir } = config;
  if (typeof composeFile !== "string" || typeof dataDir !== "string" || !isDataDir(dataDir)) return;
  const apart = posix.isAbsolute(composeFile) && !posix.isAbsolute(dataDir);
  const inside = posix.normalize(composeFile).startsWith(`${posix.normalize(dataDir).replace(/\/$/, "")}/`);
  const message = apart
    ? "is relative while plinth:composeFile is absolute"
    : inside
      ? "is a folder that plinth:composeFile lies in"
      : undefined;
  if (message === undefined) return;
  const params: RuleParams = apart
    ? { allowed: "an absolute path, as that of plinth:composeFile is", example: "/var/lib/plinth" }
    : { allowed: "a folder of its own, without sources in it" };
  context.addIssue({ code: "custom", path: ["dataDir"], message, params: { ...params } });
}

/** Name of an AWS region, such as eu-central-1 or us-gov-west-1. */
export const REGION = /^[a-z]{2}(?:-[a-z]+){1,2}-\d$/;

/** Reports zones that stand twice or lie in another region. It runs on any value, as `checkDistinctPorts` does. */
export function checkZones(config: unknown, context: RefineContext): void {
  if (!isRecord(config) || !Array.isArray(config["zones"])) return;
  const { region } = config;
  const seen = new Set<unknown>();
  for (const [index, zone] of (config["zones"] as unknown[]).entries()) {
    if (typeof zone !== "string") continue;
    const elsewhere = typeof region === "string" && REGION.test(region) && zone.slice(0, -1) !== region;
    const message = seen.has(zone)
      ? "stands in the list twice"
      : elsewhere
        ? "is not in plinth:region"
        : undefined;
    seen.add(zone);
    if (message === undefined) continue;
    const params: RuleParams = { allowed: "zones of plinth:region, all different" };
    context.addIssue({ code: "custom", path: ["zones", index], message, params: { ...params } });
  }
}

/**
 * True for a folder that may be emptied without harm: a folder of its own, neither the file system's root nor the
 * repository nor one above it.
 */
export function isDataDir(path: string): boolean {
  const normal = posix.normalize(path).replace(/\/$/, "");
  return normal !== "" && normal !== "." && !/(?:^|\/)\.\.$/.test(normal);
}

/**
 * True for an IPv4 block in canonical form that a VPC can have.
 *
 * Sizes: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
 */
export function isCanonicalCidr(text: string): boolean {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (match === null) return false;
  const numbers = match.slice(1).map(Number);
  const bits = numbers[4] ?? 0;
  const octets = numbers.slice(0, 4);
  if (match.slice(1).some((part) => part.length > 1 && part.startsWith("0"))) return false;
  if (octets.some((octet) => octet > 255) || bits < 16 || bits > 28) return false;
  const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return address % 2 ** (32 - bits) === 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
