/** Makes sure that the stack's images are there. */

import { PlinthError } from "../../model/errors";
import { imageIds, imageReference, imageVariable } from "../../model/versions";
import type { ImageId, ImageMode } from "../../model/versions";
import { run } from "../process";
import type { OperationContext } from "../operation";
import type { Prepared } from "./prepare";
import { readServices } from "./services";
import { resolveVariables } from "./stack";
import type { LocalStack } from "./stack";

/** How the images are wanted. */
export type ImageRequest = "auto" | ImageMode;

/** How the images come, and why. */
export interface ImageDecision {
  readonly mode: ImageMode;
  readonly reason: string;
}

/** The images of ours that the stack's services use. */
export function imagesInUse(stack: LocalStack): ImageId[] {
  const variables = resolveVariables(stack, "build");
  const used = new Set(readServices(stack, variables).services.map(({ image }) => image));
  return imageIds.filter((id) => used.has(variables.values[imageVariable(id)] ?? ""));
}

async function allPresent(ids: readonly ImageId[], mode: ImageMode): Promise<boolean> {
  const references = ids.map((id) => imageReference(id, mode));
  const { exitCode } = await run("docker", ["image", "inspect", "--format", "{{.Id}}", ...references]);
  return exitCode === 0;
}

export async function imageModeNow(stack: LocalStack, request: ImageRequest): Promise<ImageMode> {
  if (request !== "auto") return request;
  const ids = imagesInUse(stack);
  return ids.length > 0 && (await allPresent(ids, "build")) ? "build" : "pull";
}

export async function prepareImages(
  { stack }: Prepared,
  request: ImageRequest,
  _context: OperationContext,
): Promise<ImageDecision> {
  const ids = imagesInUse(stack);
  if (ids.length === 0) return { mode: "pull", reason: "the compose file uses no image of Plinth" };
  const mode = await imageModeNow(stack, request);
  if (await allPresent(ids, mode)) return { mode, reason: "all of them are there" };
  throw new PlinthError("pull-impossible", `Not all images are there (${mode}).`);
}
