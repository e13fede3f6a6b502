/** Colours, where they are wanted. */

import pc from "picocolors";

/** Paints text; without colours each painter returns its text unchanged. */
export type Colours = ReturnType<typeof pc.createColors>;

/** What decides about colours. */
export interface ColourSituation {
  /** The stream is a terminal. */
  readonly isTerminal: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** True where colours are wanted: on a terminal that knows them, unless NO_COLOR is set (https://no-color.org). */
export function wantsColours({ isTerminal, environment }: ColourSituation): boolean {
  if ((environment["NO_COLOR"] ?? "") !== "") return false;
  return isTerminal && environment["TERM"] !== "dumb";
}

/** The colours of a stream of this process. */
export function coloursFor(stream: { readonly isTTY?: boolean }): Colours {
  return pc.createColors(wantsColours({ isTerminal: stream.isTTY === true, environment: process.env }));
}
