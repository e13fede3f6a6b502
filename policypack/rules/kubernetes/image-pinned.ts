import { demand } from "../../lib/finding";
import { floatingTags, isPinned } from "../../lib/images";
import { ofEachContainer, podTypes } from "../../lib/pods";
import { resourceRule } from "../../lib/rule";

const message = "must have a digest, or a tag that stands for one version and no other.";

export const rule = resourceRule({
  name: "kubernetes-image-pinned",
  title: "Every image is pinned to one version",
  description:
    "A tag such as `latest` stands for another image from one day to the next: two pods of one Deployment run different programs, and going back to the version before is not possible.",
  severity: "medium",
  level: "mandatory",
  requirements: [
    { standard: "EKS best practices", version: "", id: "image-security" },
    { standard: "NIST 800-53", version: "r5", id: "CM-2" },
  ],
  peers: ["CKV_K8S_14", "CKV_K8S_43", "AVD-KSV-0013"],
  url: "https://kubernetes.io/docs/concepts/containers/images/#image-names",
  remediation:
    "Name the image with the tag of one version, as `:1.4.2`, or better with its digest, `@sha256:…`.",
  settings: {
    floatingTags: {
      type: "array",
      items: { type: "string" },
      description: "Tags that are taken for floating. A bare major version, as `v1`, always is.",
      default: floatingTags,
    },
  },
  types: podTypes,
  check: (resource, settings) =>
    ofEachContainer(resource, (container, { partial }) => {
      const image = container.at("image");
      return demand(
        image.text((name) => isPinned(name, settings.floatingTags), partial),
        image,
        message,
      );
    }),
});
