/** Sees to the images of a stack. */

import { imageIds, imageVariable } from "../../model/versions";
import type { ImageMode } from "../../model/versions";
import { decideImages, provideImages } from "../images";
import type { ImageDecision, ImageRequest } from "../images";
import type { OperationContext } from "../operation";
import type { WatchedService } from "./containers";
import type { ResolvedVariables } from "./stack";

/** For a compose file of the user's own, whose images are none of ours; the engine pulls what is missing. */
const notOurs: ImageDecision = { mode: "pull", reason: "the compose file uses no image of Plinth" };

/** Services, and the variables that their images were read with. */
interface Reading {
  readonly services: readonly WatchedService[];
  readonly variables: ResolvedVariables;
}

/** True where services use images of ours. */
function usesImagesOfOurs({ services, variables }: Reading): boolean {
  const used = new Set(services.map(({ image }) => image));
  return imageIds.some((id) => used.has(variables.values[imageVariable(id)] ?? ""));
}

/**
 * Decides how the images come, and pulls or builds what is missing.
 *
 * @throws PlinthError pull-impossible, image-build-failed, disk-full, engine-unreachable; the signal's reason.
 */
export async function prepareImages(
  reading: Reading,
  request: ImageRequest,
  { reporter, signal }: OperationContext,
): Promise<ImageDecision> {
  if (!usesImagesOfOurs(reading)) return notOurs;
  return provideImages(request, {
    signal,
    onDecision: ({ mode, reason }) => {
      reporter.note(`Images: ${mode === "pull" ? "pulled" : "built on this machine"} (${reason}).`);
    },
    onProgress: (progress) => reporter.image(progress),
  });
}

/** How the images would come; nothing is pulled or built. */
export async function decideImageMode(reading: Reading, request: ImageRequest): Promise<ImageMode> {
  return usesImagesOfOurs(reading) ? (await decideImages(request)).mode : notOurs.mode;
}
