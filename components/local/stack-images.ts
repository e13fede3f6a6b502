/** The images of a stack: pulled where they are missing, or built. */

import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { BuildModel, ServiceModel } from "../../model/compose";
import { contextHash } from "./build-context";

/** Ids of the images, by reference. An id changes with the image's content, so the container is made anew. */
export type ImageIds = ReadonlyMap<string, pulumi.Output<string>>;

/**
 * Creates one image for each reference that the services name.
 *
 * Images stay when the stack is destroyed: others may use them, and they cost time to get again.
 *
 * @param name what the resources' names begin with.
 */
export function createImages(
  name: string,
  services: readonly ServiceModel[],
  options: pulumi.CustomResourceOptions,
): ImageIds {
  const keys = imageKeys(services.map(({ image }) => image));
  const ids = new Map<string, pulumi.Output<string>>();
  for (const { image, build } of withBuilds(services)) {
    const child = `${name}-${keys.get(image) ?? image}`;
    ids.set(image, build === undefined ? pulled(child, image, options) : built(child, image, build, options));
  }
  return ids;
}

/** One entry for each reference; where one of several services builds the image, it is built. */
function withBuilds(services: readonly ServiceModel[]): readonly Pick<ServiceModel, "image" | "build">[] {
  const images = new Map<string, BuildModel | undefined>();
  for (const { image, build } of services) images.set(image, images.get(image) ?? build);
  return [...images].map(([image, build]) => ({ image, build }));
}

/** An image that is present is taken as it is; another is pulled. */
function pulled(name: string, image: string, options: pulumi.CustomResourceOptions): pulumi.Output<string> {
  return new docker.RemoteImage(name, { name: image, keepLocally: true }, options).imageId;
}

/** Built again where a file of the context changes. */
function built(
  name: string,
  image: string,
  build: BuildModel,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const args: docker.RemoteImageArgs = {
    name: image,
    // Where the image is built again, the old one goes after the new one came: the name would be taken with it.
    keepLocally: true,
    build: {
      context: build.context,
      dockerfile: build.dockerfile,
      buildArgs: { ...build.args },
      ...(build.target === undefined ? {} : { target: build.target }),
      // The engine's own builder; the other needs the plugin buildx, which many distributions leave out.
      useLegacyBuilder: true,
    },
    triggers: { context: contextHash(build) },
  };
  return new docker.RemoteImage(name, args, options).imageId;
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
