/** Ctrl-C and its relatives. */

import { exitCodes, PlinthError } from "../model/errors";

/** What the three signals mean: end in an orderly way. */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Turns the first signal into an abort, so that what runs can end in an orderly way; a second one ends the process.
 *
 * @param onFirst called at the first signal.
 */
export function abortOnSignals(onFirst: () => void): AbortSignal {
  const controller = new AbortController();
  for (const name of signals) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(exitCodes.interrupted);
      onFirst();
      controller.abort(new PlinthError("interrupted", "Interrupted: nothing was undone."));
    });
  }
  return controller.signal;
}

/**
 * What the work comes to, for work that changes nothing: it is left where it is when the signal is aborted.
 *
 * @throws PlinthError interrupted where the signal is aborted first; else what the work throws.
 */
export async function untilAborted<Answer>(work: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  const aborted = new Promise<never>((_, reject) => {
    const stop = (): void =>
      reject(
        new PlinthError("interrupted", "Interrupted: nothing was changed.", {
          fix: "Run the same command again.",
        }),
      );
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  return Promise.race([work, aborted]);
}
