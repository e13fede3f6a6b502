/** The images of a stack: pulled where they are missing, or built. */

import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { BuildModel, ServiceModel } from "../../model/compose";

/** Ids of the images, by reference. An id changes with the image's content, so the container is made anew. */
export type ImageIds = ReadonlyMap<string, pulumi.Output<string>>;

/**
 * Creates one image for each reference that the services name.
 *
 * As with Compose, an image that is present is taken as it is: it is neither pulled nor built again. Where its name has
 * come to stand for another image meanwhile, the containers are made anew. Images stay when the stack is destroyed:
 * others may use them, and they cost time to get again.
 *
 * @param name what the resources' names begin with.
 * @param present ids of the images that are present, by reference.
 */
export function createImages(
  name: string,
  services: readonly ServiceModel[],
  present: ReadonlyMap<string, string>,
  options: pulumi.CustomResourceOptions,
): ImageIds {
  const keys = imageKeys(services.map(({ image }) => image));
  return new Map(
    withBuilds(services).map(({ image, build }) => {
      const before = present.get(image);
      const args: docker.RemoteImageArgs = {
        name: image,
        keepLocally: true,
        ...(build === undefined || before !== undefined ? {} : { build: buildArgs(build) }),
      };
      const resource = new docker.RemoteImage(`${name}-${keys.get(image) ?? image}`, args, {
        ...options,
        // How it was got is no reason to get it again.
        ignoreChanges: ["build"],
      });
      return [image, resource.imageId.apply((id) => before ?? id)];
    }),
  );
}

/** References of the images that the services name, each once. */
export function imageReferences(services: readonly ServiceModel[]): readonly string[] {
  return [...new Set(services.map(({ image }) => image))];
}

/** One entry for each reference; where one of several services builds the image, it is built. */
function withBuilds(services: readonly ServiceModel[]): readonly Pick<ServiceModel, "image" | "build">[] {
  return imageReferences(services).map((image) => ({
    image,
    build: services.find((service) => service.image === image && service.build !== undefined)?.build,
  }));
}

function buildArgs({ context, dockerfile, args, target }: BuildModel): docker.types.input.RemoteImageBuild {
  return {
    context,
    dockerfile,
    buildArgs: { ...args },
    ...(target === undefined ? {} : { target }),
    // The engine's own builder; the other needs the plugin buildx, which many distributions leave out.
    useLegacyBuilder: true,
  };
}

/**
 * Short stable keys for image references: the last part of the repository's name, with what follows it only where two
 * references share it. A new version of an image keeps its key.
 */
export function imageKeys(images: readonly string[]): ReadonlyMap<string, string> {
  const distinct = [...new Set(images)];
  const repository = (image: string): string => image.replace(/@.*$/, "").replace(/:[^/:]*$/, "");
  const short = (image: string): string => repository(image).split("/").at(-1) ?? image;
  const shared = (image: string, key: (image: string) => string): boolean =>
    distinct.some((other) => other !== image && key(other) === key(image));
  return new Map(
    distinct.map((image) => {
      const key = !shared(image, short)
        ? short(image)
        : !shared(image, repository)
          ? repository(image)
          : image;
      return [image, key.replace(/[^A-Za-z0-9._-]+/g, "-")];
    }),
  );
}
