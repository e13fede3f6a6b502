/** Makes sure that the stack's images are there. */

import { PlinthError } from "../../model/errors";
import { imageIds, imageReference } from "../../model/versions";
import type { ImageMode } from "../../model/versions";
import { run } from "../process";
import type { OperationContext } from "../operation";

/** How the images are wanted. */
export type ImageRequest = "auto" | ImageMode;

/** How the images come, and why. */
export interface ImageDecision {
  readonly mode: ImageMode;
  readonly reason: string;
}

async function allPresent(mode: ImageMode): Promise<boolean> {
  const references = imageIds.map((id) => imageReference(id, mode));
  const { exitCode } = await run("docker", ["image", "inspect", "--format", "{{.Id}}", ...references]);
  return exitCode === 0;
}

export async function imageModeNow(request: ImageRequest): Promise<ImageMode> {
  if (request !== "auto") return request;
  return (await allPresent("build")) ? "build" : "pull";
}

export async function prepareImages(
  request: ImageRequest,
  _context: OperationContext,
): Promise<ImageDecision> {
  const mode = await imageModeNow(request);
  if (await allPresent(mode)) return { mode, reason: "all of them are there" };
  throw new PlinthError("pull-impossible", `Not all images are there (${mode}).`);
}
