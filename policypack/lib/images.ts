/** Names of container images, as `registry.example.com/team/app:1.4.2@sha256:…`. */

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
 * Whether a name stands for one image only: it has a digest, or a tag that is neither one of the floating ones nor a
 * bare major version, which moves with each release.
 */
export function isPinned(image: string, floating: readonly string[]): boolean {
  if (image.includes("@")) return true;
  const tag = /:([^:/@]+)$/.exec(image)?.[1];
  return tag !== undefined && !floating.includes(tag) && !/^v?\d{1,2}$/.test(tag);
}

/** The registry of an image; Docker Hub where its name has none. */
export function registryOf(image: string): string {
  const [first = "", ...rest] = image.split("/");
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : "docker.io";
}

/** Whether a registry is one of those; `*` stands for any characters. */
export function isOneOf(registry: string, allowed: readonly string[]): boolean {
  return allowed.some((pattern) => {
    const escaped = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll("*", ".*");
    return new RegExp(`^${escaped}$`).test(registry);
  });
}
