/** Containers and images of Docker, as `@pulumi/docker` has them. */

/** A container. */
export const containerType = "docker:index/container:Container";

/** An image that is pulled, or built by the engine's own builder. */
export const remoteImageType = "docker:index/remoteImage:RemoteImage";

/** An image that is built. */
export const imageType = "docker:index/image:Image";
