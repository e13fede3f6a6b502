import { containerType, imageType, remoteImageType } from "../../lib/containers";
import { demand } from "../../lib/finding";
import { floatingTags, isPinned } from "../../lib/images";
import { sourcesOf } from "../../lib/join";
import { stackRule } from "../../lib/rule";
import type { Stack, StackResource } from "../../lib/rule";

const message = "must have a digest, or a tag that stands for one version and no other.";

/** Where each type names its image. */
const names = new Map([
  [containerType, "image"],
  [remoteImageType, "name"],
  [imageType, "imageName"],
]);

/** Whether the image of a container is the id or the digest of one of the stack's images, whose name is judged there. */
function isOfStack(stack: Stack, container: StackResource): boolean {
  return sourcesOf(stack, container, "image", remoteImageType, imageType).length > 0;
}

export const rule = stackRule({
  name: "docker-image-pinned",
  title: "Every image is pinned to one version",
  description:
    "A tag such as `latest` stands for another image from one day to the next, so that two machines with the same program run different ones. An image that the stack itself makes is judged by its own name.",
  severity: "medium",
  level: "mandatory",
  requirements: [{ standard: "NIST 800-53", version: "r5", id: "CM-2" }],
  peers: [],
  url: "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
  remediation:
    "Name the image with the tag of one version, as `:17.12-trixie`, or with its digest, `@sha256:…`.",
  settings: {
    floatingTags: {
      type: "array",
      items: { type: "string" },
      description: "Tags that are taken for floating. A bare major version, as `v1`, always is.",
      default: floatingTags,
    },
  },
  checkStack: (stack, settings) =>
    [...names].flatMap(([type, key]) =>
      stack.ofType(type).flatMap((resource) => {
        const image = resource.properties.at(key);
        if (image.state === "unknown" && isOfStack(stack, resource)) return [];
        const pinned = image.text((name) => isPinned(name, settings.floatingTags), false);
        return demand(pinned, image, message).map((finding) => ({ ...finding, urn: resource.urn }));
      }),
    ),
});
