/** Decides how the images come: pulled from their registries, or built on this machine. */

import { images } from "../../model/versions";
import type { ImageMode } from "../../model/versions";
import { staleImages } from "./build";
import { probePulling } from "./probe";
import { servedImages } from "./recipes";
import { storedImages } from "./store";

/** How the images are wanted. */
export type ImageRequest = "auto" | ImageMode;

/** How the images come, and why. */
export interface ImageDecision {
  readonly mode: ImageMode;
  /** A part of a sentence, for the user. */
  readonly reason: string;
}

/** What the decision is made from; the tests replace it. */
export interface DecisionFacts {
  /** Those of the official images that the engine lacks. */
  readonly missingOfficial: () => Promise<readonly string[]>;
  /** Whether everything that would have been pulled has been built here from today's files. */
  readonly builtHere: () => Promise<boolean>;
  /** What keeps the engine from pulling the references; `undefined` where nothing does. */
  readonly probe: (references: readonly string[]) => Promise<string | undefined>;
}

const official = servedImages.filter((id) => (images[id].pull as string | undefined) !== undefined);

/** The facts of this machine. */
export function machineFacts(signal?: AbortSignal): DecisionFacts {
  return {
    missingOfficial: async () => {
      const references = official.map((id) => images[id].pull ?? "");
      const stored = await storedImages(references);
      return references.filter((reference) => !stored.has(reference));
    },
    builtHere: async () => (await staleImages("build", official)).length === 0,
    probe: (references) => probePulling(references, signal),
  };
}

/**
 * Decides between pulling and building. What is already there decides first, so that a machine without a way to the
 * registries asks them once and not at every start.
 *
 * @throws PlinthError docker-missing, disk-full or engine-unreachable.
 */
export async function decideImages(
  request: ImageRequest,
  facts: DecisionFacts = machineFacts(),
): Promise<ImageDecision> {
  if (request !== "auto") return { mode: request, reason: "as asked for" };
  const missing = await facts.missingOfficial();
  if (missing.length === 0) return { mode: "pull", reason: "the official images are here" };
  if (await facts.builtHere()) return { mode: "build", reason: "they were built here before" };
  const problem = await facts.probe(missing);
  return problem === undefined
    ? { mode: "pull", reason: "the image registries answer" }
    : { mode: "build", reason: `the official images cannot be pulled (${problem})` };
}
