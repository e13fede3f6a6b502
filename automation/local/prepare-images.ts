/** Sees to the images of a stack. */

import { imageIds, imageVariable } from "../../model/versions";
import type { ImageId, ImageMode } from "../../model/versions";
import { decideImages, provideImages } from "../images";
import type { ImageDecision, ImageRequest } from "../images";
import type { OperationContext } from "../operation";
import { readServices } from "./services";
import { resolveVariables } from "./stack";
import type { LocalStack } from "./stack";

/** For a compose file of the user's own, whose images are none of ours; the engine pulls what is missing. */
const notOurs: ImageDecision = { mode: "pull", reason: "the compose file uses no image of Plinth" };

/** The images of ours that the stack's services use. */
function imagesInUse(stack: LocalStack): ImageId[] {
  const variables = resolveVariables(stack, "build");
  const used = new Set(readServices(stack, variables).services.map(({ image }) => image));
  return imageIds.filter((id) => used.has(variables.values[imageVariable(id)] ?? ""));
}

/**
 * Decides how the images come, and pulls or builds what is missing.
 *
 * @throws PlinthError pull-impossible, image-build-failed, disk-full, engine-unreachable; the signal's reason.
 */
export async function prepareImages(
  stack: LocalStack,
  request: ImageRequest,
  { reporter, signal }: OperationContext,
): Promise<ImageDecision> {
  if (imagesInUse(stack).length === 0) return notOurs;
  return provideImages(request, {
    signal,
    onDecision: ({ mode, reason }) => {
      reporter.note(`Images: ${mode === "pull" ? "pulled" : "built on this machine"} (${reason}).`);
    },
    onProgress: (progress) => reporter.image(progress),
  });
}

/** How the images would come; nothing is pulled or built. */
export async function decideImageMode(stack: LocalStack): Promise<ImageMode> {
  if (imagesInUse(stack).length === 0) return notOurs.mode;
  return (await decideImages(stack.config.images)).mode;
}
