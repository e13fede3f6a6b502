/** What is told while images are pulled and built. */

import type { RecipeId } from "./recipes";

/** How far an image is. */
export type ImagePhase = "waiting" | "pulling" | "building" | "ready" | "failed";

/** News of one image. */
export interface ImageProgress {
  readonly image: RecipeId;
  /** The reference that it is pulled by or tagged with. */
  readonly reference: string;
  readonly phase: ImagePhase;
  /** Time since the work on this image began, in seconds. */
  readonly seconds: number;
  /** The last thing that was said about it; empty where nothing was said yet. */
  readonly lastLine: string;
}

/** Receives the news. Called often: a build says some thousand lines. */
export type OnImageProgress = (progress: ImageProgress) => void;

/** Surroundings of the work on images. */
export interface ImageWork {
  /** @default nobody listens */
  readonly onProgress?: OnImageProgress | undefined;
  /** Aborting it ends the work with the signal's reason; what is done stays, and the next run goes on from there. */
  readonly signal?: AbortSignal | undefined;
}

/** Tells the news of one image, with the clock started at its making. */
export class ImageReporter {
  private readonly startedAt = performance.now();
  private lastLine = "";

  constructor(
    private readonly image: RecipeId,
    private readonly reference: string,
    private readonly onProgress: OnImageProgress | undefined,
  ) {}

  /** Tells the phase and what was said last; without a line, that stays. */
  tell(phase: ImagePhase, line?: string): void {
    if (line !== undefined) this.lastLine = line;
    const seconds = (performance.now() - this.startedAt) / 1000;
    this.onProgress?.({
      image: this.image,
      reference: this.reference,
      phase,
      seconds,
      lastLine: this.lastLine,
    });
  }
}
