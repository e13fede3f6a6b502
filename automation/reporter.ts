/** What an operation tells while it goes on. The command line draws it; a script may ignore it. */

import type { ImageProgress } from "./images";
import type { ServiceProgress } from "./local/containers";

/** Receives the news of an operation. */
export interface Reporter {
  /** One sentence about what is done and why. */
  note(text: string): void;
  /** A line of another program's output, shown with `--verbose`. */
  detail(line: string): void;
  /** How far one image is; called often. */
  image(progress: ImageProgress): void;
  /** How far each service is; called on every change. */
  services(progress: readonly ServiceProgress[]): void;
}

/** Says nothing. */
export const silentReporter: Reporter = {
  note: () => undefined,
  detail: () => undefined,
  image: () => undefined,
  services: () => undefined,
};
