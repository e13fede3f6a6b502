import {
  baseImage,
  controlPlaneVersions,
  imageIds,
  imageReference,
  images,
  isBuiltHere,
  tools,
} from "../../../model/versions";
import type { ImageId } from "../../../model/versions";
import { code, page, table } from "../markdown";
import type { Output } from "../output";

function row(id: ImageId): string[] {
  const { version, built, title } = images[id];
  const pulled = isBuiltHere(id, "pull") ? "always built" : code(imageReference(id, "pull"));
  return [title, version, pulled, code(built)];
}

/** `docs/reference/versions.md`: every pin. */
export const versionsDocs: Output = {
  title: "the page of versions",
  produce: async () => {
    const text = await page("Versions", [
      "Every version is pinned in `model/versions.ts`.\nThe few files that must repeat one, such as the Python requirements of the images, are held to it by a test.",
      "## Images",
      table(["Image", "Version", "Pulled as", "Built as"], imageIds.map(row)),
      `Images that are built without an image registry stand on ${code(baseImage.reference)}, a Debian ${baseImage.suite} made with \`debootstrap\`.`,
      "## Tools",
      table(
        ["Tool", "Version"],
        [
          ["Node that the launcher installs where the system's is too old", tools.node],
          ["Node, oldest", tools.nodeMinimum],
          ["`pulumi` npm package, which can bring the Pulumi CLI", tools.pulumi],
          ["Docker engine, oldest", tools.dockerMinimum],
          ["Docker Compose, oldest", tools.composeMinimum],
          ["Kubernetes of the tests' control plane, from its Go module", controlPlaneVersions.kubernetes],
          ["etcd of the same", controlPlaneVersions.etcd],
          ["kwok of the same, which simulates nodes", controlPlaneVersions.kwok],
        ],
      ),
      "## What must agree",
      "- The Prefect worker has the Prefect server's version, and so has the library that the flows import.\n- The MLflow library that the flows import has the MLflow server's version.\n- The router's image stands on the Node that the launcher installs.",
    ]);
    return { "docs/reference/versions.md": text };
  },
};
