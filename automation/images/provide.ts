/** Sees to it that every image of the stack is there. */

import { isPlinthError } from "../../model/errors";
import type { ImageId } from "../../model/versions";
import { ensureBuilt, staleImages } from "./build";
import { decideImages, machineFacts } from "./decide";
import type { ImageDecision, ImageRequest } from "./decide";
import type { ImageWork } from "./progress";
import { ensurePulled } from "./pull";
import { foundationOf, servedImages } from "./recipes";

/** How the work is followed. */
export interface ProvideOptions extends ImageWork {
  /** Called as soon as it is decided how the images come, and again where pulling then fails. @default not called */
  readonly onDecision?: (decision: ImageDecision) => void;
}

/** What pulling has to bring: what containers run, and the foundations of our own images that must be built. */
async function imagesToPull(): Promise<ImageId[]> {
  const foundations = (await staleImages("pull")).flatMap(({ id }) => foundationOf(id) ?? []);
  return [...new Set([...servedImages, ...foundations.filter((id) => id !== "base")])];
}

/**
 * Decides how the images come, pulls or builds what is missing, and builds our own. Where `auto` chose to pull and
 * pulling fails on the way, the images are built instead.
 *
 * @throws PlinthError pull-impossible, image-build-failed, disk-full, docker-missing or engine-unreachable; the
 *   signal's reason where it was aborted.
 */
export async function provideImages(
  request: ImageRequest,
  options: ProvideOptions = {},
): Promise<ImageDecision> {
  let decision = await decideImages(request, machineFacts(options.signal));
  options.onDecision?.(decision);
  if (decision.mode === "pull") {
    try {
      await ensurePulled(await imagesToPull(), options);
    } catch (error) {
      if (request !== "auto" || !isPlinthError(error) || error.code !== "pull-impossible") throw error;
      decision = { mode: "build", reason: error.message };
      options.onDecision?.(decision);
    }
  }
  await ensureBuilt({ ...options, mode: decision.mode });
  return decision;
}
