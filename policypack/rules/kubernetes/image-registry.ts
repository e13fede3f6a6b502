import { demand } from "../../lib/finding";
import { isOneOf, registryOf } from "../../lib/images";
import { ofEachContainer, podTypes } from "../../lib/pods";
import { resourceRule } from "../../lib/rule";

const message = "must come from one of the registries in the rule's setting `registries`.";

export const rule = resourceRule({
  name: "kubernetes-image-registry",
  title: "Every image comes from a registry that is allowed",
  description:
    "Whoever owns a registry decides what runs in the cluster. The default allows the public registries that the charts of this field use and all registries of ECR; narrow it to your own where you mirror images.",
  severity: "medium",
  level: "advisory",
  requirements: [
    { standard: "CIS Amazon EKS", version: "1.7.0", id: "5.1.4" },
    { standard: "NIST 800-53", version: "r5", id: "CM-11" },
  ],
  peers: ["AVD-KSV-0125"],
  url: "https://docs.aws.amazon.com/eks/latest/best-practices/image-security.html",
  remediation: "Copy the image to a registry that is allowed, or add its registry to `registries`.",
  settings: {
    registries: {
      type: "array",
      items: { type: "string" },
      description: "Hosts of registries that images may come from; `*` stands for any characters.",
      default: [
        "*.dkr.ecr.*.amazonaws.com",
        "public.ecr.aws",
        "docker.io",
        "ghcr.io",
        "quay.io",
        "registry.k8s.io",
        "gcr.io",
        "nvcr.io",
      ],
    },
  },
  types: podTypes,
  check: (resource, { registries }) =>
    ofEachContainer(resource, (container, { partial }) => {
      const image = container.at("image");
      return demand(
        image.text((name) => isOneOf(registryOf(name), registries), partial),
        image,
        message,
      );
    }),
});
