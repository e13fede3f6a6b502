/** How a failure is told. */

import { inspect } from "node:util";
import { isPlinthError, PlinthError } from "../model/errors";
import type { Colours } from "./colours";

/** Any thrown thing as an error of the catalogue; what is not in it is a fault of ours. */
export function toPlinthError(error: unknown): PlinthError {
  if (isPlinthError(error)) return error;
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === "ENOSPC")
    return new PlinthError("disk-full", "The disk is full; what was there before was kept.", {
      cause: error,
    });
  const message = error instanceof Error ? error.message : String(error);
  return new PlinthError("internal", `Something went wrong inside Plinth: ${message}`, {
    cause: error,
    fix: "Run the command again with --verbose and report what it prints.",
  });
}

/** The error for a person: sentence, details, fix; with `verbose` the stack too. */
export function formatError(error: PlinthError, colours: Colours, verbose: boolean): string {
  const [sentence = "", ...rest] = error.format().split("\n");
  const lines = [`${colours.red("error:")} ${sentence}`, ...rest];
  if (verbose) lines.push(colours.dim(inspect(error, { colors: false })));
  return lines.join("\n");
}
