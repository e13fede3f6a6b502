/** Names of container images, as `registry.example.com/team/app:1.4.2@sha256:…`. */

import { matchesStars } from "./wildcard";

/** Tags that stand for another image from one day to the next. */
export const floatingTags = [
  "latest",
  "main",
  "master",
  "stable",
  "edge",
  "nightly",
  "dev",
  "develop",
  "canary",
  "rolling",
] as const;

/**
 * Whether a name stands for one image only: it ends with a digest, or with a tag that is neither one of the floating
 * ones nor a bare major version, which moves with each release.
 */
export function isPinned(image: string, floating: readonly string[]): boolean {
  const end = /:([^:/]+)$/.exec(image)?.[1];
  return end !== undefined && !floating.includes(end) && !/^v?\d{1,2}$/.test(end);
}

/** The registry of an image; Docker Hub where its name has none. */
export function registryOf(image: string): string {
  return /^([^/]*[.:][^/]*|localhost)\//.exec(image)?.[1] ?? "docker.io";
}

/** Whether a registry is like one of those patterns; `*` stands for any characters. */
export function isOneOf(registry: string, allowed: readonly string[]): boolean {
  return allowed.some((pattern) => matchesStars(pattern, registry));
}
